from odoo import models


class SaleOrder(models.Model):
    """Returns of what an order delivered [CO-57]."""

    _name = "sale.order"
    _inherit = ["sale.order", "quality.return.origin.mixin"]

    _return_link = "sale_id"
