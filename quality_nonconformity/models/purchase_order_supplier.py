from odoo import models


class PurchaseOrder(models.Model):
    """Returns, notices and deviation requests of what was bought [NC-64]."""

    _name = "purchase.order"
    _inherit = ["purchase.order", "quality.supplier.file.mixin"]

    _supplier_file_link = "purchase_id"

    def _get_supplier_file_context(self):
        return {
            "default_purchase_id": self.id,
            "default_supplier_id": self.partner_id.id,
        }
