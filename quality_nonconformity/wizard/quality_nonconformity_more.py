from odoo import fields, models


class QualityNonconformityMore(models.TransientModel):
    """Dialog: more goods of a nonconformity turned up."""

    _name = "quality.nonconformity.more"
    _description = "More Nonconforming Goods"

    nonconformity_id = fields.Many2one("quality.nonconformity", required=True)
    product_id = fields.Many2one(related="nonconformity_id.product_id")
    tracking = fields.Selection(related="nonconformity_id.tracking")
    uom_id = fields.Many2one(related="nonconformity_id.uom_id")
    quantity = fields.Float("How Much More", digits="Product Unit", required=True)
    lot_ids = fields.Many2many(
        "stock.lot",
        "quality_nonconformity_more_lot_rel",
        string="Further Lots/Serial Numbers",
        domain="[('product_id', '=', product_id)]",
    )
    reason = fields.Text("How They were Found", required=True)

    def action_confirm(self):
        self.ensure_one()
        self.nonconformity_id._add_goods(self.quantity, self.lot_ids, self.reason)
        return {"type": "ir.actions.act_window_close"}
