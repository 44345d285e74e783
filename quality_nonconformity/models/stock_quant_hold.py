from odoo import api, fields, models
from odoo.fields import Domain


class StockQuant(models.Model):
    _inherit = "stock.quant"

    on_hold = fields.Boolean(
        compute="_compute_on_hold",
        search="_search_on_hold",
        help="Its lot, or all of its product, is on hold.",
    )
    quality_zone = fields.Selection(
        related="location_id.quality_zone", string="Quality Zone"
    )

    @api.depends("lot_id.on_hold", "product_id.on_hold")
    def _compute_on_hold(self):
        for quant in self:
            quant.on_hold = quant.lot_id.on_hold or quant.product_id.on_hold

    def _search_on_hold(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("lot_id.on_hold", "=", True) | Domain(
            "product_id.on_hold", "=", True
        )

    def action_put_on_hold(self):
        """Open the hold wizard with the lots, or products without lots, of the rows."""
        lots = self.lot_id
        products = self.filtered(lambda quant: not quant.lot_id).product_id
        return self.env["quality.hold.wizard"]._open(
            lot_ids=lots.ids, product_ids=products.ids
        )
