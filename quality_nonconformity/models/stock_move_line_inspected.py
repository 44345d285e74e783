from odoo import fields, models
from odoo.fields import Command, Domain


class StockMoveLine(models.Model):
    """The inspection records of receipt lines [NC-22, NC-25]."""

    _inherit = "stock.move.line"

    def _create_inspection_records(self, targets=None):
        """Make the inspection records of these lines, or complete those that wait.

        One per transfer, product and lot; serial numbers of a product share one.

        :param dict targets: line id → location where the goods go once accepted
        :return: the records, as superuser
        """
        Record = self.env["quality.inspection.record"].sudo()  # receivers cause them
        waiting = Record.search(self._get_waiting_record_domain())
        by_goods = waiting.grouped(lambda r: (r.company_id, r.product_id, r.lot_id))
        deliveries = {move: move._get_delivery() for move in self.move_id}
        records, vals_list = Record, []
        for lines in self.grouped(lambda line: line._get_record_key()).values():
            delivery = deliveries[lines[:1].move_id]
            vals = lines._prepare_inspection_vals(delivery, targets or {})
            lot = self.env["stock.lot"].browse(vals["lot_id"])
            candidates = by_goods.get((lines.company_id, lines.product_id, lot), Record)
            known = candidates.filtered(
                lambda r, known=delivery["pickings"]: r.picking_id in known
            )[:1]
            if known:
                known._write_gated(vals)
                records |= known
            else:
                vals_list.append(vals)
        return records | Record._create_gated(vals_list)

    def _get_record_key(self):
        """Lines with the same key share an inspection record."""
        product = self.product_id
        lot = product.tracking == "lot" and self.lot_id
        return (self.picking_id or self.move_id, product, lot, self.company_id)

    def _get_waiting_record_domain(self):
        """Records made before the goods came: they have no place yet."""
        return (
            Domain("state", "=", "draft")
            & Domain("product_id", "in", self.product_id.ids)
            & Domain("picking_id", "!=", False)
            & Domain("company_id", "in", self.company_id.ids)
            & Domain("location_id", "=", False)
        )

    def _prepare_inspection_vals(self, delivery, targets):
        """Values of one inspection record of these lines: same goods, same transfer.

        :param dict delivery: of ``stock.move._get_delivery``
        :param dict targets: line id → location where the goods go once accepted
        """
        line, product = self[:1], self.product_id
        order = delivery["purchase_lines"].order_id[:1]
        places = self.location_dest_id
        diverted = line.id in targets
        zone = places if len(places) == 1 else places._get_zone()[:1]
        serial = product.tracking == "serial"
        keeper = zone._get_zone().keeper_ids[:1]
        return {
            "kind": "reinspection" if delivery["returned"] else "incoming",
            "date": fields.Datetime.now(),
            "company_id": line.company_id.id,
            "product_id": product.id,
            "lot_id": not serial and line.lot_id.id,
            "serial_ids": [Command.set(self.lot_id.ids if serial else [])],
            "quantity": sum(self.mapped("quantity_product_uom")),
            "ordered_quantity": self._get_ordered_quantity(delivery),
            "picking_id": line.picking_id.id,
            "purchase_id": order.id,
            "supplier_id": (order.partner_id or line.picking_id.partner_id).id,
            "move_line_ids": [Command.link(row.id) for row in self],
            "location_id": diverted and zone.id,
            "location_dest_id": diverted and targets[line.id].id,
            "user_id": diverted and keeper.id,
        }

    def _get_ordered_quantity(self, delivery):
        unit = self.product_id.uom_id
        return sum(
            row.product_uom_id._compute_quantity(row.product_qty, unit)
            for row in delivery["purchase_lines"]
        )
