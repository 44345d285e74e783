from odoo import fields, models


class CustomerClassDecide(models.TransientModel):
    """Ask for another class than the proposed one, and for the reason [CT-16]."""

    _name = "customer.class.decide"
    _description = "Decide on Another Class"

    rating_ids = fields.Many2many("customer.class.rating", required=True)
    model_id = fields.Many2one(related="rating_ids.model_id")
    class_id = fields.Many2one(
        "customer.class", required=True, domain="[('model_id', '=', model_id)]"
    )
    reason = fields.Text(required=True)

    def action_decide(self):
        """Decide on the ratings."""
        self.ensure_one()
        self.rating_ids._decide(self.class_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
