from odoo import api, fields, models
from odoo.fields import Domain


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "quality.held.mixin"]

    on_hold = fields.Boolean(
        compute="_compute_on_hold",
        search="_search_on_hold",
        help="A standing hold keeps all of one of its variants.",
    )

    @api.depends("product_variant_ids.on_hold")
    def _compute_on_hold(self):
        for template in self:
            template.on_hold = any(template.product_variant_ids.mapped("on_hold"))

    def _search_on_hold(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("product_variant_ids.on_hold", "=", True)

    def _get_hold_dependencies(self):
        return ["product_variant_ids.hold_ids.state"]

    def _get_hold_sources(self):
        return self.product_variant_ids.hold_ids

    def _get_wizard_defaults(self):
        return {"product_ids": self.product_variant_ids.ids}
