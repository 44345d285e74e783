from odoo import models


class RepairOrder(models.Model):
    """Nonconformities found while goods are repaired [NC-02]."""

    _name = "repair.order"
    _inherit = ["repair.order", "quality.nonconformity.origin.mixin"]

    def _prepare_nonconformity_vals(self):
        return super()._prepare_nonconformity_vals() | {
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.commercial_partner_id.id,
            "picking_id": self.picking_id.id,
            "detection_point": "customer_return" if self.partner_id else "in_stock",
        }

    def _get_nonconformity_goods(self):
        """What is repaired, and the parts put into it."""
        parts = self.move_ids.filtered(
            lambda move: move.repair_line_type == "add" and move.state != "cancel"
        ).move_line_ids
        repaired = {
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "quantity": self.product_qty,
            "uom_id": self.product_uom.id,
        }
        rows = [line._prepare_goods_row() for line in parts]
        return [repaired] * bool(self.product_id) + rows
