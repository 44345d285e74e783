from odoo import models


class PurchaseOrder(models.Model):
    """Nonconformities of what was bought: the supplier is known [NC-02]."""

    _name = "purchase.order"
    _inherit = ["purchase.order", "quality.nonconformity.origin.mixin"]

    _nonconformity_link = "purchase_id"

    def _prepare_nonconformity_vals(self):
        vals = super()._prepare_nonconformity_vals() | {
            "purchase_id": self.id,
            "supplier_id": self.partner_id.commercial_partner_id.id,
            "company_id": self.company_id.id,
            "detection_point": "receipt",
            "responsible": "supplier",
        }
        receipts = self._get_receipts()
        if len(receipts) == 1:
            vals["picking_id"] = receipts.id
        return vals

    def _get_nonconformity_goods(self):
        receipts = self._get_receipts()
        if receipts.move_line_ids:
            return [row for one in receipts for row in one._get_nonconformity_goods()]
        lines = self.order_line.filtered(lambda line: line.product_id.type == "consu")
        return [
            {
                "product_id": line.product_id.id,
                "quantity": line.product_qty,
                "uom_id": line.product_uom_id.id,
            }
            for line in lines
        ]

    def _get_receipts(self):
        return self.picking_ids.filtered(
            lambda picking: (
                picking.state != "cancel" and picking.location_id.usage == "supplier"
            )
        )
