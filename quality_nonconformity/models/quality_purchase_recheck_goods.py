from odoo import fields, models
from odoo.fields import Command, Domain

from .zone_pass import with_zone_pass


class QualityPurchaseRecheckGoods(models.Model):
    """What is still in stock of a purchase, and its way into the inspection zone."""

    _inherit = "quality.purchase.recheck"

    def _find_goods(self):
        """Return ``[(quant, quantity)]`` of the purchase, outside of the zones.

        Of a lot all that is in stock: which of its units this purchase brought, nobody
        can tell. Of untracked goods as much as the purchase brought.
        """
        self.ensure_one()
        lines = self.purchase_id.picking_ids.move_line_ids.filtered(
            lambda line: (
                line.state == "done" and line.location_id.usage in ("supplier",)
            )
        )
        quants = self.env["stock.quant"].search(
            self._get_goods_domain(lines), order="product_id, lot_id, in_date desc, id"
        )
        left = self._get_untracked_left(lines)
        rows = []
        for quant in quants:
            if quant.lot_id:
                rows.append((quant, quant.quantity))
                continue
            share = min(left.get(quant.product_id, 0.0), quant.quantity)
            if quant.product_uom_id.compare(share, 0) > 0:
                left[quant.product_id] -= share
                rows.append((quant, share))
        return rows

    def _get_goods_domain(self, lines):
        untracked = lines.product_id.filtered(lambda p: p.tracking == "none")
        goods = Domain("lot_id", "in", lines.lot_id.ids) | (
            Domain("product_id", "in", untracked.ids) & Domain("lot_id", "=", False)
        )
        zones = list(self.env["stock.location"]._get_zone_map())
        return (
            goods
            & Domain("company_id", "=", self.company_id.id)
            & Domain("location_id.usage", "=", "internal")
            & Domain("location_id", "not in", zones)
            & Domain("quantity", ">", 0)
        )

    def _get_untracked_left(self, lines):
        """What the purchase brought of untracked goods, less what was inspected again."""
        left = {}
        for line in lines.filtered(lambda row: row.product_id.tracking == "none"):
            product = line.product_id
            left[product] = left.get(product, 0.0) + line.quantity_product_uom
        for record in self.purchase_id.recheck_ids.record_ids:
            if record.product_id in left and record.state != "cancelled":
                left[record.product_id] -= record.quantity
        return left

    def _move_to_inspection(self, rows):
        """Transfer the goods into the zone of their warehouse, with their records."""
        self.ensure_one()
        default = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )
        by_warehouse = {}
        for quant, quantity in rows:
            warehouse = quant.location_id.warehouse_id or default
            by_warehouse.setdefault(warehouse, []).append((quant, quantity))
        vals_list = []
        for warehouse, goods in by_warehouse.items():
            vals_list += self._prepare_record_vals_list(warehouse, goods)
            self._create_inspection_picking(warehouse, goods)._action_done()
        self.env["quality.inspection.record"]._create_gated(vals_list)

    def _create_inspection_picking(self, warehouse, goods):
        zone = warehouse._get_quality_zone("inspection")
        moves = {}
        for quant, quantity in goods:
            common = {
                "product_id": quant.product_id.id,
                "location_id": quant.location_id.id,
                "location_dest_id": zone.id,
                "company_id": self.company_id.id,
                "picked": True,
            }
            move = moves.setdefault(
                (quant.product_id, quant.location_id),
                common
                | {
                    "product_uom": quant.product_uom_id.id,
                    "product_uom_qty": 0.0,
                    "move_line_ids": [],
                },
            )
            move["product_uom_qty"] += quantity
            line = common | self._prepare_recheck_line_vals(quant, quantity, zone)
            move["move_line_ids"].append(Command.create(line))
        return with_zone_pass(self.env["stock.picking"]).create(
            {
                "picking_type_id": warehouse.quarantine_in_type_id.id,
                "company_id": self.company_id.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": zone.id,
                "origin": self.name,
                "scheduled_date": fields.Datetime.now(),
                "move_ids": [Command.create(vals) for vals in moves.values()],
            }
        )

    def _prepare_recheck_line_vals(self, quant, quantity, zone):
        place = zone._get_putaway_strategy(quant.product_id, quantity)
        return {
            "product_uom_id": quant.product_uom_id.id,
            "quantity": quantity,
            "location_dest_id": place.id,
            "lot_id": quant.lot_id.id,
            "package_id": quant.package_id.id,
            "owner_id": quant.owner_id.id,
        }

    def _prepare_record_vals_list(self, warehouse, goods):
        """Values of the inspection records: one per product and lot, serials together."""
        grouped = {}
        for quant, quantity in goods:
            by_lot = quant.product_id.tracking == "lot" and quant.lot_id
            grouped.setdefault((quant.product_id, by_lot), []).append((quant, quantity))
        zone = warehouse._get_quality_zone("inspection")
        vals_list = []
        for (product, lot), rows in grouped.items():
            quants = self.env["stock.quant"].union(*(quant for quant, _qty in rows))
            serials = quants.lot_id if product.tracking == "serial" else []
            places = quants.location_id
            vals_list.append(
                {
                    "kind": "reinspection",
                    "priority": "1",
                    "date": fields.Datetime.now(),
                    "company_id": self.company_id.id,
                    "product_id": product.id,
                    "lot_id": lot and lot.id,
                    "serial_ids": [Command.set([serial.id for serial in serials])],
                    "quantity": sum(quantity for _quant, quantity in rows),
                    "purchase_id": self.purchase_id.id,
                    "supplier_id": self.supplier_id.id,
                    "recheck_id": self.id,
                    "location_id": zone.id,
                    "location_dest_id": places.id if len(places) == 1 else False,
                    "confidential": self.confidential,
                }
            )
        return vals_list
