from odoo import models


class ProductProduct(models.Model):
    """Complaints about a product [CO-05]."""

    _name = "product.product"
    _inherit = ["product.product", "quality.complaint.origin.mixin"]

    _complaint_link = "product_id"

    def _get_complaint_goods(self):
        return [{"product_id": self.id}]
