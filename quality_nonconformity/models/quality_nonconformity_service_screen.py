from odoo import api, fields, models


class QualityNonconformityServiceScreen(models.Model):
    """The next step of a failed service, in one sentence and in its own words."""

    _inherit = "quality.nonconformity"

    service_grades = fields.Selection(related="company_id.quality_service_grades")
    part_one_fixed = fields.Boolean(
        compute="_compute_part_one_fixed",
        help="What the discoverer handed over is corrected by quality staff only.",
    )

    @api.depends("kind", "state")
    @api.depends_context("uid")
    def _compute_part_one_fixed(self):
        staff = self.env.user.has_group("quality_base.group_quality_user")
        for record in self:
            handed = record.kind == "service" and record.state != "draft"
            record.part_one_fixed = handed and not staff

    @api.depends("service_state")
    def _compute_guidance(self):
        return super()._compute_guidance()

    def _get_guidance(self):
        if self.kind != "service":
            return super()._get_guidance()
        texts = {
            "found": self.env._("Hand the sheet to the head of the department."),
            "department": self.env._(
                "The department corrects the service, removes the cause and prevents "
                "others; then the sheet returns to its discoverer."
            ),
            "rejected": self.env._(
                "The discoverer rejected the correction: the department corrects again."
            ),
            "corrected": self.env._("The discoverer verifies the facts."),
            "verified": self.env._("The head of the department keeps the sheet."),
        }
        return texts.get(self.service_state, "")
