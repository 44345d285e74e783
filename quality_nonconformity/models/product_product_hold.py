from odoo import models


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["product.product", "quality.held.mixin"]

    def _get_hold_dependencies(self):
        return ["hold_ids.state"]

    def _get_hold_sources(self):
        return self.hold_ids

    def _get_wizard_defaults(self):
        return {"product_ids": self.ids}
