from odoo import models
from odoo.fields import Command


class QualityReturnArea(models.Model):
    """Salesmen help with, and follow, the returns of their customers [CO-76]."""

    _inherit = "quality.return"

    def _get_salesmen(self):
        """Hook: who looks after the customer: his salesman, and that of the order."""
        self.ensure_one()
        customer = self.partner_id | self.commercial_partner_id
        users = (customer.user_id | self.sudo().sale_id.user_id).filtered(
            lambda user: user._is_internal() and self.company_id in user.company_ids
        )
        return users.filtered("active")

    def _on_state_set(self, before, state, reason):
        """Once accepted they read it; what comes of it is told them as followers."""
        result = super()._on_state_set(before, state, reason)
        if state == "accepted":
            self._add_salesmen()
        return result

    def _add_salesmen(self):
        for record in self:
            users = record._get_salesmen()
            links = [Command.link(user.id) for user in users]
            record._write_gated({"participant_ids": links})
            if not record.confidential:
                # subscribed by the step, whoever takes it
                record.sudo().message_subscribe(users.partner_id.ids)
