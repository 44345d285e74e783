from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


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

    def _take_from_records(self, records, left):
        """Return ``[(record, quantity)]`` that cover this line wholly, or [].

        :param records: those that speak of its goods
        :param dict left: record → what it still lets in; reduced by what is taken
        """
        self.ensure_one()
        uom, wanted, rows = self.product_id.uom_id, self.quantity_product_uom, []
        for record in records:
            share = min(wanted, left[record])
            if uom.compare(share, 0) > 0:
                rows.append((record, share))
                wanted -= share
        if uom.compare(wanted, 0) > 0:
            return []
        for record, share in rows:
            left[record] -= share
        return rows

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
