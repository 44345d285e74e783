from odoo import models
from odoo.tools import is_html_empty


class QualityComplaintJustified(models.Model):
    """Not justified closes with a reason and a reply [CO-21]."""

    _inherit = "quality.complaint"

    def _get_solve_blockers(self):
        return super()._get_solve_blockers() + self._get_unjustified_blockers()

    def _get_reject_blockers(self):
        blockers = super()._get_reject_blockers() + self._get_unjustified_blockers()
        if self.justified == "no" and is_html_empty(self.reply) and self._is_known():
            blockers.append(
                self.env._("write the reply that explains it to the customer.")
            )
        return blockers

    def _get_unjustified_blockers(self):
        if self.justified != "no" or (self.justified_reason or "").strip():
            return []
        return [self.env._("say why the complaint is not justified.")]

    def _is_known(self):
        """Whether there is anybody to reply to."""
        self.ensure_one()
        record = self.sudo()  # whether, not who
        return bool(record.partner_id or record.contact_email or record.contact_phone)
