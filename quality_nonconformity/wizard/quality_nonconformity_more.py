from odoo import api, fields, models


class QualityNonconformityMore(models.TransientModel):
    """Dialog: more goods of a nonconformity turned up."""

    _name = "quality.nonconformity.more"
    _description = "More Nonconforming Goods"

    nonconformity_id = fields.Many2one("quality.nonconformity", required=True)
    product_id = fields.Many2one(
        "product.product", compute="_compute_goods", compute_sudo=False
    )
    tracking = fields.Selection(related="product_id.tracking")
    uom_id = fields.Many2one("uom.uom", compute="_compute_goods", compute_sudo=False)
    quantity = fields.Float("How Much More", digits="Product Unit", required=True)
    lot_ids = fields.Many2many(
        "stock.lot",
        "quality_nonconformity_more_lot_rel",
        string="Further Lots/Serial Numbers",
        domain="[('product_id', '=', product_id)]",
    )
    reason = fields.Text("How They were Found", required=True)

    @api.constrains("nonconformity_id")
    def _check_readable(self):
        """Its user may read what it is about; checks of values run as superuser."""
        self.nonconformity_id.sudo(False).check_access("read")

    @api.depends("nonconformity_id")
    @api.depends_context("uid")
    def _compute_goods(self):
        """Goods of a secret are shown to its readers only."""
        for wizard in self:
            source = wizard.nonconformity_id.sudo(False)._filtered_access("read")
            wizard.product_id = source.product_id
            wizard.uom_id = source.uom_id

    def action_confirm(self):
        self.ensure_one()
        self.nonconformity_id._add_goods(self.quantity, self.lot_ids, self.reason)
        return {"type": "ir.actions.act_window_close"}
