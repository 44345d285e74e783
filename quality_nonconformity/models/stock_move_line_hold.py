from odoo import api, fields, models
from odoo.fields import Domain


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    on_hold = fields.Boolean(
        compute="_compute_on_hold",
        search="_search_on_hold",
        help="Its lot, or all of its product, is on hold.",
    )

    @api.depends("lot_id.on_hold", "product_id.on_hold")
    def _compute_on_hold(self):
        for line in self:
            line.on_hold = line.lot_id.on_hold or line.product_id.on_hold

    def _search_on_hold(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("lot_id.on_hold", "=", True) | Domain(
            "product_id.on_hold", "=", True
        )
