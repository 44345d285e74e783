from odoo import api, models
from odoo.exceptions import AccessError

from .quality_complaint_flow import STAFF


class QualityComplaintStaff(models.Model):
    """Everybody files, complaint staff judge and answer, over any door [CO-05]."""

    _inherit = "quality.complaint"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_staff_fields(name for name, value in vals.items() if value)
        return super().create(vals_list)

    def write(self, vals):
        self._check_staff_fields(vals)
        return super().write(vals)

    @api.model
    def _get_staff_fields(self):
        """Hook: names of the fields that only complaint staff write."""
        return {
            "justified",
            "justified_reason",
            "agreement",
            "reply",
            "customer_opinion",
            "customer_opinion_note",
            "result",
            "revisit_feedback",
            "revisit_evaluation",
            "revisit_suggestion",
        }

    @api.model
    def _check_staff_fields(self, names):
        if self.env.su or self.env.user.has_group(STAFF):
            return
        if wrong := self._get_staff_fields().intersection(names):
            labels = [
                self._fields[name]._description_string(self.env)
                for name in sorted(wrong)
            ]
            raise AccessError(
                self.env._(
                    "Complaint staff judge and answer complaints (%(fields)s). Tell them "
                    "what you know in the discussion.",
                    fields=", ".join(labels),
                )
            )
