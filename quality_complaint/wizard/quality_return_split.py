from odoo import fields, models


class QualityReturnSplit(models.TransientModel):
    """Dialog: how many of the returned goods are judged apart [CO-67]."""

    _name = "quality.return.split"
    _description = "Part of Returned Goods"

    inspection_id = fields.Many2one(
        "quality.return.inspection", required=True, ondelete="cascade"
    )
    whole_quantity = fields.Float(
        "Of", related="inspection_id.quantity", digits="Product Unit"
    )
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)

    def action_split(self):
        self.ensure_one()
        self.inspection_id._split(self.quantity)
        return {"type": "ir.actions.act_window_close"}
