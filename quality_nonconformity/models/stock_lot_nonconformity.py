from odoo import models


class StockLot(models.Model):
    """Nonconformities of a lot or serial number [NC-02]."""

    _name = "stock.lot"
    _inherit = ["stock.lot", "quality.nonconformity.origin.mixin"]

    _nonconformity_link = "lot_ids"

    def _prepare_nonconformity_vals(self):
        vals = super()._prepare_nonconformity_vals()
        orders = self.purchase_order_ids
        suppliers = orders.partner_id.commercial_partner_id
        if len(suppliers) == 1:
            vals["supplier_id"] = suppliers.id
        if len(orders) == 1:
            vals["purchase_id"] = orders.id
        if self.company_id:
            vals["company_id"] = self.company_id.id
        return vals

    def _get_nonconformity_goods(self):
        return [
            {
                "product_id": self.product_id.id,
                "lot_id": self.id,
                "quantity": self.product_qty,
            }
        ]
