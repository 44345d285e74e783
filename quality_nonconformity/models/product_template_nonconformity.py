from odoo import models
from odoo.fields import Domain


class ProductTemplate(models.Model):
    """Nonconformities of all variants of a product [NC-02]."""

    _name = "product.template"
    _inherit = ["product.template", "quality.nonconformity.origin.mixin"]

    def _get_nonconformity_goods(self):
        return [{"product_id": product.id} for product in self.product_variant_ids]

    def _get_nonconformity_domain(self):
        return Domain("product_id", "in", self._get_all_variants().ids)

    def _count_nonconformities(self):
        variants = self._get_all_variants()
        groups = self.env["quality.nonconformity"]._read_group(
            Domain("product_id", "in", variants.ids), ["product_id"], ["__count"]
        )
        counts = {}
        for product, count in groups:
            template = product.product_tmpl_id.id
            counts[template] = counts.get(template, 0) + count
        return counts

    def _get_all_variants(self):
        return self.with_context(active_test=False).product_variant_ids
