from odoo import models
from odoo.fields import Domain


class ProductTemplate(models.Model):
    """Nonconformities of all variants of a product [NC-02]."""

    _name = "product.template"
    _inherit = ["product.template", "quality.nonconformity.origin.mixin"]

    def _get_nonconformity_goods(self):
        return [{"product_id": product.id} for product in self.product_variant_ids]

    def _get_nonconformity_domain(self):
        return Domain("product_id", "in", self._find_all_variants().ids)

    def _count_nonconformities(self):
        variants = self._find_all_variants()
        found = variants._count_nonconformities()
        counts = {}
        for product in variants:
            template = product.product_tmpl_id.id
            counts[template] = counts.get(template, 0) + found.get(product.id, 0)
        return counts

    def _find_all_variants(self):
        """Return the variants, archived ones too: their history is the product's."""
        return (
            self.env["product.product"]
            .with_context(active_test=False)
            .search_fetch(
                Domain("product_tmpl_id", "in", self.ids), ["product_tmpl_id"]
            )
        )
