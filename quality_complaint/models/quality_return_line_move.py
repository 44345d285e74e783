from odoo import models
from odoo.fields import Command


class QualityReturnLine(models.Model):
    """The receipt move of a line, tied to the delivery by which the goods left."""

    _inherit = "quality.return.line"

    def _get_missing_quantity(self):
        """What has not come yet, in the line's unit; services do not come."""
        self.ensure_one()
        if self.product_id.type != "consu":
            return 0.0
        unit = self.product_id.uom_id
        left = self._get_product_quantity() - self.received_quantity
        if unit.compare(left, 0) <= 0:
            return 0.0
        return unit._compute_quantity(left, self.uom_id, round=False)

    def _choose_origin(self, rows):
        """The delivery move of these goods among move lines, the newest first."""
        self.ensure_one()
        fitting = rows.filtered(
            lambda row: (
                row.product_id == self.product_id
                and (not self.lot_id or row.lot_id == self.lot_id)
                and (
                    not self.sale_line_id
                    or row.move_id.sale_line_id == self.sale_line_id
                )
            )
        )
        return fitting[:1].move_id

    def _prepare_receipt_move_vals(self, warehouse, origin):
        """Values of the move that brings the goods of this line back."""
        self.ensure_one()
        quantity = self._get_missing_quantity()
        customer = self.return_id.partner_id.with_company(self.company_id)
        source = origin.location_dest_id or customer.property_stock_customer
        zone = self._get_return_zone(warehouse)
        places = {
            "location_id": source.id,
            "location_dest_id": zone.id,
            "company_id": self.company_id.id,
            "product_id": self.product_id.id,
        }
        sale_line = origin.sale_line_id or self.sale_line_id
        vals = places | {
            "product_uom": self.uom_id.id,
            "product_uom_qty": quantity,
            "partner_id": self.return_id.partner_id.id,
            "warehouse_id": warehouse.id,
            "origin_returned_move_id": origin.id,
            "sale_line_id": sale_line.id,
            # without a line the receipt would write one into the order
            "to_refund": bool(sale_line),
            "quality_return_line_id": self.id,
        }
        if self.lot_id:
            line = places | {
                "lot_id": self.lot_id.id,
                "quantity": quantity,
                "product_uom_id": self.uom_id.id,
            }
            vals["move_line_ids"] = [Command.create(line)]
        return vals
