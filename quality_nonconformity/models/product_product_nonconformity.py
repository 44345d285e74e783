from odoo import models


class ProductProduct(models.Model):
    """Nonconformities of a product [NC-02]."""

    _name = "product.product"
    _inherit = ["product.product", "quality.nonconformity.origin.mixin"]

    _nonconformity_link = "product_id"

    def _get_nonconformity_goods(self):
        return [{"product_id": self.id}]
