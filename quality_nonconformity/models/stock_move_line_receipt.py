from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain


class StockMoveLine(models.Model):
    """What becomes of receipt lines: covered, sent to inspection, or refused [NC-25]."""

    _inherit = "stock.move.line"

    # -- covered by a record -------------------------------------------------------

    def _get_named_lots(self):
        """Return ``{line id: lot}``, also of lots that are only named yet."""
        named = self.filtered(lambda line: line.lot_name and not line.lot_id)
        found = self.env["stock.lot"].search(
            Domain("product_id", "in", named.product_id.ids)
            & Domain("name", "in", named.mapped("lot_name"))
        )
        by_name = {(lot.product_id, lot.name): lot for lot in found}
        lots = {line.id: line.lot_id for line in self - named}
        for line in named:
            lots[line.id] = by_name.get((line.product_id, line.lot_name))
        return lots

    def _assign_named_lots(self):
        """Give lines whose lot is only named the lot itself, new where need be."""
        named = self.filtered(lambda line: line.lot_name and not line.lot_id)
        lots = named._get_named_lots()
        for line in named:
            if lot := lots[line.id]:
                line.lot_id = lot
        (
            named.filtered(lambda line: not line.lot_id)
        )._create_and_assign_production_lot()

    def _take_from_records(self, records, left, lot):
        """Return ``[(record, quantity)]`` that cover this line wholly, or [].

        :param dict left: record → what it still lets in; reduced by what is taken
        """
        self.ensure_one()
        uom, wanted, rows = self.product_id.uom_id, self.quantity_product_uom, []
        for record in records:
            share = min(wanted, left[record])
            if uom.compare(share, 0) > 0 and record._covers_receipt(self, lot):
                rows.append((record, share))
                wanted -= share
        if uom.compare(wanted, 0) > 0:
            return []
        for record, share in rows:
            left[record] -= share
        return rows

    def _get_receipt_chain(self):
        """The moves by which these goods came so far, this one included."""
        return self.env["stock.move"].browse(self.move_id._rollup_move_origs())

    def _get_receipt_pickings(self):
        """The transfers of this delivery: earlier steps, and what they are the rest of."""
        pickings = self.picking_id | self._get_receipt_chain().picking_id
        rest = pickings
        while rest := rest.backorder_id - pickings:
            pickings |= rest
        return pickings

    # -- refused, or sent to the zone ----------------------------------------------

    def _check_gate_refuses(self):
        """Refuse lines that have no accepted record and cannot wait in the zone.

        :raises UserError: names the goods and what to do
        """
        refused = self.filtered(
            lambda line: (
                line.company_id.quality_receipt_gate == "refuse"
                or line.location_dest_id.usage != "internal"
            )
        )
        if not refused:
            return
        goods = "\n".join(
            f"– {line.quantity:g} {line.product_uom_id.name} "
            f"{line.product_id.display_name} {line.lot_id.name or line.lot_name or ''}"
            for line in refused
        )
        raise UserError(
            self.env._(
                "These goods are inspected before they are received, and no accepted "
                "inspection record covers them:\n%(goods)s\nPress “Make Inspection "
                "Records” on the transfer and have them inspected. Goods that were "
                "refused stay out: reduce the quantity, or send them back.",
                goods=goods,
            )
        )

    def _get_inspected_target(self):
        """Where these goods go once accepted: as the receipt meant, within stock."""
        self.ensure_one()
        warehouse = self._get_receipt_warehouse()
        stock = warehouse.lot_stock_id
        final = self.move_id.location_final_id
        for place in (self.location_dest_id, final):
            if place.usage == "internal" and not place._is_arrival():
                inside = place.warehouse_id == warehouse
                if place._child_of(stock) or not inside:
                    return place
        return stock

    def _get_receipt_warehouse(self):
        self.ensure_one()
        warehouse = (
            self.location_dest_id.warehouse_id or self.picking_type_id.warehouse_id
        )
        return warehouse or self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )

    def _divert(self):
        """Turn these lines towards the inspection zone of their warehouse.

        :return: their moves, split off where a move has other lines as well
        """
        moves = self.env["stock.move"]
        by_way = self.grouped(
            lambda line: (line.move_id, line._get_receipt_warehouse())
        )
        for (move, warehouse), lines in by_way.items():
            split = move._split_off(lines)
            split.location_dest_id = warehouse._get_quality_zone("inspection")
            moves |= split
        return moves

    def _create_inspection_records(self, targets=None):
        """Make the inspection records of these lines, or complete those that wait.

        One per transfer, product and lot; serial numbers of a product share one.

        :param dict targets: line id → location where the goods go once accepted
        :return: the records, as superuser
        """
        Record = self.env["quality.inspection.record"].sudo()  # receivers cause them
        records, vals_list = Record, []
        for lines in self.grouped(
            lambda line: (
                line.picking_id or line.move_id,
                line.product_id,
                line.product_id.tracking == "lot" and line.lot_id,
            )
        ).values():
            waiting = Record.search(lines._get_waiting_record_domain(), limit=1)
            vals = lines._prepare_inspection_vals(targets or {})
            if waiting:
                waiting._write_gated(vals)
                records |= waiting
            else:
                vals_list.append(vals)
        return records | Record._create_gated(vals_list)

    def _get_waiting_record_domain(self):
        line = self[:1]
        by_lot = line.product_id.tracking == "lot"
        return (
            Domain("state", "=", "draft")
            & Domain("product_id", "=", line.product_id.id)
            & Domain("lot_id", "=", by_lot and line.lot_id.id)
            & Domain("picking_id", "in", line._get_receipt_pickings().ids)
            & Domain("picking_id", "!=", False)
            & Domain("company_id", "=", line.company_id.id)
            & Domain("location_id", "=", False)
        )

    def _prepare_inspection_vals(self, targets):
        """Values of one inspection record of these lines: same goods, same transfer."""
        line, product = self[:1], self.product_id
        chain = line._get_receipt_chain()
        order = chain.purchase_line_id.order_id[:1]
        places = self.location_dest_id
        diverted = line.id in targets
        zone = places if len(places) == 1 else places._get_zone()[:1]
        serial = product.tracking == "serial"
        returned = line.location_id.usage == "customer"
        return {
            "kind": "reinspection" if returned else "incoming",
            "date": fields.Datetime.now(),
            "company_id": line.company_id.id,
            "product_id": product.id,
            "lot_id": not serial and line.lot_id.id,
            "serial_ids": [Command.set(self.lot_id.ids if serial else [])],
            "quantity": sum(self.mapped("quantity_product_uom")),
            "ordered_quantity": self._get_ordered_quantity(chain),
            "picking_id": line.picking_id.id,
            "purchase_id": order.id,
            "supplier_id": (order.partner_id or line.picking_id.partner_id).id,
            "move_line_ids": [Command.link(row.id) for row in self],
            "location_id": diverted and zone.id,
            "location_dest_id": diverted and targets[line.id].id,
            "user_id": zone._get_zone().keeper_ids[:1].id if diverted else False,
        }

    def _get_ordered_quantity(self, chain):
        unit = self.product_id.uom_id
        return sum(
            row.product_uom_id._compute_quantity(row.product_qty, unit)
            for row in chain.purchase_line_id
        )
