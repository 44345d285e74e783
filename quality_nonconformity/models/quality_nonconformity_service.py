from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: kinds of tasks that the sheet sets
ASK_CORRECTION = "quality_nonconformity.activity_type_service_correct"
ASK_VERIFICATION = "quality_nonconformity.activity_type_service_verify"
#: detection point → who the discoverer is by the procedure [NC-66]
ROLES = {
    "complaint": "taker",
    "service_rating": "inspector",
    "leader_check": "leader",
    "internal_audit": "auditor",
}


class QualityNonconformityService(models.Model):
    """A failed service: what was found, what the department did, what came of it.

    Part one is the discoverer's, part two the department's, part three again the
    discoverer's [NC-65 to NC-69, NC-74]. Steps: ``quality_nonconformity_service_flow``.
    """

    _inherit = "quality.nonconformity"

    service_state = fields.Selection(
        [
            ("found", "Found"),
            ("department", "With the Department"),
            ("rejected", "Rejected"),
            ("corrected", "Corrected"),
            ("verified", "Verified"),
            ("kept", "Kept"),
            ("cancelled", "Cancelled"),
        ],
        "Stage of the Sheet",
        compute="_compute_service_state",
        store=True,
        index="btree_not_null",
    )
    # part one
    failure_ids = fields.Many2many(
        "quality.service.failure",
        "quality_nonconformity_failure_rel",
        "nonconformity_id",
        "failure_id",
        "Kinds of Failure",
    )
    discoverer_id = fields.Many2one(
        "res.users",
        "Discovered by",
        compute="_compute_discoverer_id",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        index="btree_not_null",
        copy=False,
        help="Hands the sheet to the department, and verifies what it corrected.",
    )
    discoverer_role = fields.Selection(
        [
            ("finder", "Who found it"),
            ("taker", "Employee who took the complaint"),
            ("inspector", "Inspector"),
            ("leader", "Leader who checked"),
            ("auditor", "Auditor"),
        ],
        "Discovered as",
        compute="_compute_discoverer_role",
        store=True,
        readonly=False,
        precompute=True,
    )
    handed_over_by_id = fields.Many2one(
        "res.users", "Handed over by", readonly=True, copy=False
    )
    date_handed_over = fields.Datetime("Handed over on", readonly=True, copy=False)
    department_head_id = fields.Many2one(
        "res.users",
        "Handed to",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Head of the responsible department when the sheet was handed over.",
    )
    # part two
    correction = fields.Text(copy=False, help="What was done about this service.")
    disposal_ids = fields.Many2many(
        "quality.service.disposal",
        "quality_nonconformity_disposal_rel",
        "nonconformity_id",
        "disposal_id",
        "Disposals of the Service",
        copy=False,
    )
    cause_removal = fields.Text(
        "Removal of the Cause", copy=False, help="How the cause that was found goes."
    )
    prevention = fields.Text(
        "Prevention of Others",
        copy=False,
        help="How causes that did no harm yet are prevented.",
    )
    corrected_by_id = fields.Many2one(
        "res.users", "Corrected by", readonly=True, copy=False
    )
    date_corrected = fields.Datetime("Corrected on", readonly=True, copy=False)
    # part three
    result_ids = fields.Many2many(
        "quality.service.result",
        "quality_nonconformity_result_rel",
        "nonconformity_id",
        "result_id",
        "Results of Treatment",
        readonly=True,
        copy=False,
    )
    verify_remark = fields.Text("Facts Verified", readonly=True, copy=False)
    substitute_reason = fields.Char(
        "Why Verified by Another", readonly=True, copy=False
    )
    is_rejected = fields.Boolean("Rejected", readonly=True, copy=False)
    rejection_count = fields.Integer("Times Rejected", readonly=True, copy=False)

    @api.depends("kind", "state", "date_verified", "is_rejected")
    def _compute_service_state(self):
        for record in self:
            record.service_state = record.kind == "service" and record._get_stage()

    def _get_stage(self):
        """Return the stage of the sheet: the state in the words of the procedure."""
        if self.state == "review":
            return "rejected" if self.is_rejected else "department"
        if self.state == "verification":
            return "verified" if self.date_verified else "corrected"
        stages = {"draft": "found", "closed": "kept", "cancelled": "cancelled"}
        return stages.get(self.state, "department")

    @api.depends("kind", "reporter_id")
    def _compute_discoverer_id(self):
        for record in self:
            reporter = record.kind == "service" and record.reporter_id
            record.discoverer_id = record.discoverer_id or reporter

    @api.depends("kind", "detection_point")
    def _compute_discoverer_role(self):
        for record in self:
            role = ROLES.get(record.detection_point, "finder")
            record.discoverer_role = record.kind == "service" and role

    @api.depends("failure_ids")
    def _compute_severity_id(self):
        """The gravest usual severity of its failures, unless one is chosen."""
        result = super()._compute_severity_id()
        for record in self.filtered(lambda r: r.kind == "service"):
            fits = record._get_service_grades()
            usual = record.failure_ids.severity_id.filtered_domain(fits)
            record.severity_id = record.severity_id or usual.sorted("level")[-1:]
        return result

    def _get_service_grades(self):
        """Return the domain of the grades that its company uses for services."""
        Severity = self.env["quality.severity"].with_company(self.company_id)
        return Severity._get_kind_domain("service")

    @api.constrains("kind", "severity_id")
    def _check_service_severity(self):
        for record in self.filtered(lambda r: r.kind == "service" and r.severity_id):
            fits = record._get_service_grades()
            if not record.severity_id.filtered_domain(fits):
                raise ValidationError(
                    self.env._(
                        "“%(severity)s” is no grade of failed services in %(company)s. "
                        "Choose one of: %(grades)s.",
                        severity=record.severity_id.name,
                        company=record.company_id.name,
                        grades=", ".join(
                            record.severity_id.search(fits).mapped("name")
                        ),
                    )
                )

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "handed_over_by_id",
            "date_handed_over",
            "department_head_id",
            "corrected_by_id",
            "date_corrected",
            "result_ids",
            "verify_remark",
            "substitute_reason",
            "is_rejected",
            "rejection_count",
        }

    @api.model
    def _get_signed_fields(self, meaning):
        return super()._get_signed_fields(meaning) + [
            "failure_ids",
            "correction",
            "disposal_ids",
            "cause_removal",
            "prevention",
            "result_ids",
            "verify_remark",
        ]
