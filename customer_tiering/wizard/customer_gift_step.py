from odoo import fields, models


class CustomerGiftStep(models.TransientModel):
    """Ask for the reason of a refusal or cancellation, and take the step."""

    _name = "customer.gift.step"
    _description = "Refuse or Cancel"

    step = fields.Selection(
        [("refuse", "Refuse"), ("cancel", "Cancel")], required=True, default="refuse"
    )
    gift_ids = fields.Many2many("customer.gift", string="Requests")
    event_ids = fields.Many2many("customer.event", string="Events")
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        for records in (self.gift_ids, self.event_ids):
            if self.step == "refuse":
                records._refuse(self.reason)
            else:
                records._cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
