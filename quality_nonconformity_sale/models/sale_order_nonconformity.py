from odoo import models


class SaleOrder(models.Model):
    """Nonconformities of goods that were sold: the customer is known [NC-02]."""

    _name = "sale.order"
    _inherit = ["sale.order", "quality.nonconformity.origin.mixin"]

    _nonconformity_link = "sale_id"

    def _prepare_nonconformity_vals(self):
        delivered = self._get_delivered_pickings()
        vals = super()._prepare_nonconformity_vals() | {
            "sale_id": self.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.commercial_partner_id.id,
            "detection_point": "customer_site" if delivered else "pre_shipment",
        }
        if len(delivered) == 1:
            vals["picking_id"] = delivered.id
        return vals

    def _get_nonconformity_goods(self):
        """What was delivered, else what is ordered."""
        lines = self._get_delivered_pickings().move_line_ids
        if lines:
            return [line._prepare_goods_row() for line in lines]
        ordered = self.order_line.filtered(lambda line: line.product_id.type == "consu")
        return [
            {
                "product_id": line.product_id.id,
                "quantity": line.product_uom_qty,
                "uom_id": line.product_uom_id.id,
            }
            for line in ordered
        ]

    def _get_delivered_pickings(self):
        return self.picking_ids.filtered(
            lambda picking: (
                picking.state == "done" and picking.location_dest_id.usage == "customer"
            )
        )
