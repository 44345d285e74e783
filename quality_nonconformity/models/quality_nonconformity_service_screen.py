from odoo import api, models


class QualityNonconformityServiceScreen(models.Model):
    """The next step of a failed service, in one sentence and in its own words."""

    _inherit = "quality.nonconformity"

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
