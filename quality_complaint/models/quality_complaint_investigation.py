from odoo import api, fields, models
from odoo.exceptions import ValidationError

PARTIES = [
    ("own", "Own company"),
    ("supplier", "Supplier or manufacturer"),
    ("carrier", "Carrier"),
    ("customer", "Customer (use)"),
    ("none", "Nobody"),
    ("undetermined", "Undetermined"),
]


class QualityComplaintInvestigation(models.Model):
    """What was found: cause, responsibility, measures, each by itself [CO-22 to CO-29].

    The solution of an investigated complaint is decided on recorded findings; while
    the responsible party is undetermined, on a joint analysis of the departments.
    """

    _inherit = "quality.complaint"

    findings = fields.Text(
        "What was Found", copy=False, help="What happened, as the facts show."
    )
    cause_id = fields.Many2one(
        "quality.complaint.cause",
        "Cause Class",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        copy=False,
    )
    cause_note = fields.Text("Root Cause", copy=False)
    responsible_party = fields.Selection(PARTIES, tracking=True, copy=False)
    responsible_team_id = fields.Many2one(
        "quality.team",
        "Responsible Department",
        check_company=True,
        index="btree_not_null",
        copy=False,
    )
    responsible_user_id = fields.Many2one(
        "res.users",
        "Responsible Person",
        groups="quality_complaint.group_complaint_user",
        copy=False,
    )
    responsible_partner_id = fields.Many2one(
        "res.partner",
        "Responsible Supplier or Carrier",
        index="btree_not_null",
        copy=False,
    )
    joint_analysis = fields.Text(
        copy=False,
        help="What the departments concerned found together, while nobody can say who "
        "is responsible.",
    )
    corrective_measure = fields.Text(copy=False)
    preventive_measure = fields.Text(copy=False)
    similar_cases = fields.Text(
        "Look-across",
        copy=False,
        help="Similar products, lots, departments: where else could it happen?",
    )
    system_improvement = fields.Text("Improvement of the Feedback System", copy=False)
    lead_analyst_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        tracking=True,
        copy=False,
        help="Leads the search for the root cause of stubborn problems.",
    )
    work_standard = fields.Text(
        "Measure in the Work Standard",
        copy=False,
        help="Which standard or instruction holds the measure from now on.",
    )
    improvement_report = fields.Html("Improvement Report to the Customer", copy=False)
    manufacturer_asked_on = fields.Date("Manufacturer asked on", copy=False)
    manufacturer_answer = fields.Text("Technical Support", copy=False)

    @api.constrains("responsible_party", "responsible_team_id", "responsible_user_id")
    def _check_responsible(self):
        for record in self.sudo():  # whether, not who
            inside = record.responsible_team_id or record.responsible_user_id
            if inside and record.responsible_party != "own":
                raise ValidationError(
                    self.env._(
                        "A department or person of the house is responsible only when "
                        "the own company is: correct the responsible party."
                    )
                )

    def _get_handlers(self, record):
        return super()._get_handlers(record) | record.lead_analyst_id

    @api.constrains("lead_analyst_id")
    def _check_lead_analyst(self):
        self._check_not_accused()

    def _get_solve_blockers(self):
        blockers = super()._get_solve_blockers()
        if self.state == "investigating" and not (self.findings or "").strip():
            blockers.append(self.env._("record what the investigation found."))
        undetermined = self.responsible_party == "undetermined"
        if undetermined and not (self.joint_analysis or "").strip():
            blockers.append(
                self.env._(
                    "nobody is found responsible: record the joint analysis of the "
                    "departments concerned."
                )
            )
        return blockers

    @api.model
    def _get_signed_fields(self, meaning):
        return super()._get_signed_fields(meaning) + [
            "findings",
            "cause_id",
            "responsible_party",
            "corrective_measure",
            "preventive_measure",
        ]
