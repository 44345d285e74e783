from odoo import api, fields, models
from odoo.fields import Domain

from .hold_link import check_identity

#: fields that decide whether and how stock of the product is kept
STOCK_FIELDS = {"is_storable", "type", "tracking"}


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "quality.held.mixin"]

    on_hold = fields.Boolean(
        compute="_compute_on_hold",
        search="_search_on_hold",
        help="A standing hold keeps all of one of its variants.",
    )

    @api.depends("product_variant_ids.on_hold")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_on_hold(self):
        for template in self:
            template.on_hold = any(template.product_variant_ids.mapped("on_hold"))

    def _search_on_hold(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("product_variant_ids.on_hold", "=", True)

    def write(self, vals):
        if kind := {name: vals[name] for name in STOCK_FIELDS & vals.keys()}:
            for template in self:
                variants = template.sudo().with_context(active_test=False)
                holds = variants.product_variant_ids.hold_ids
                check_identity(template, kind, holds)
        return super().write(vals)

    def _get_hold_dependencies(self):
        return ["product_variant_ids.hold_ids.state"]

    def _get_hold_sources(self):
        return self.product_variant_ids.hold_ids

    def _get_wizard_defaults(self):
        return {"product_ids": self.product_variant_ids.ids}
