from odoo import models
from odoo.fields import Domain


class ProductTemplate(models.Model):
    """Complaints about all variants of a product [CO-05]."""

    _name = "product.template"
    _inherit = ["product.template", "quality.complaint.origin.mixin"]

    def _get_complaint_goods(self):
        return [{"product_id": product.id} for product in self.product_variant_ids]

    def _get_complaint_domain(self):
        return Domain("product_id", "in", self._find_all_variants().ids)

    def _count_complaints(self):
        variants = self._find_all_variants()
        found = variants._count_complaints()
        counts = {}
        for product in variants:
            template = product.product_tmpl_id.id
            counts[template] = counts.get(template, 0) + found.get(product.id, 0)
        return counts
