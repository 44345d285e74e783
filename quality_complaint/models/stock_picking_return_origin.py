from odoo import models


class StockPicking(models.Model):
    """Returns of what a delivery brought [CO-57]."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "quality.return.origin.mixin"]

    _return_link = "delivery_id"
