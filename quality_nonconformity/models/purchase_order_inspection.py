from odoo import models


class PurchaseOrder(models.Model):
    """Inspections of what an order brought."""

    _name = "purchase.order"
    _inherit = ["purchase.order", "quality.inspection.link.mixin"]

    _inspection_link = "purchase_id"
