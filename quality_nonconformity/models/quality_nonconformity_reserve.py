from odoo import models
from odoo.fields import Domain

from .engine_env import as_engine
from .zone_pass import with_zone_pass

OPEN_MOVES = ("waiting", "confirmed", "partially_available", "assigned")


class QualityNonconformityReserve(models.Model):
    """What becomes of transfers whose goods are isolated."""

    _inherit = "quality.nonconformity"

    def _free_goods(self, lines):
        """Take off reservations, picked or not, of goods that are isolated.

        Free goods go first; of the reservations the newest give way. The hold notes
        and tells those of its lots; of other goods the transfer itself says so.

        :return: the moves that lost goods
        """
        self.ensure_one()
        surplus = self._get_reserved_surplus(lines)
        robbed = self.env["stock.move"]
        if not surplus:
            return robbed
        held = self.env["stock.move.line"]
        for reserving in self._find_reserving_lines(lines):
            key = self._get_standing_key(reserving)
            share = min(surplus.get(key, 0.0), reserving.quantity_product_uom)
            if self.product_uom_id.compare(share, 0) <= 0:
                continue
            surplus[key] -= share
            robbed |= reserving.move_id
            if reserving.lot_id in self.hold_id.lot_ids:
                held |= reserving
            else:
                reserving._give_way(share, self)
        if held:
            self.hold_id._strip_lines(held)
        return robbed

    def _get_robbed_moves(self):
        """Open moves that lost reservations to its holds so far."""
        lost = self._get_own_holds().line_ids.filtered(
            lambda line: line.situation == "reserved"
        )
        return lost.move_id._get_open()

    def _get_standing_key(self, record):
        return (
            record.location_id.id,
            record.lot_id.id,
            record.package_id.id,
            record.owner_id.id,
        )

    def _get_reserved_surplus(self, lines):
        """Return {key of goods: how much of what is isolated others have reserved}."""
        wanted = {}
        for line in lines.filtered(lambda line: line.location_id != line.zone_id):
            key = self._get_standing_key(line)
            wanted[key] = wanted.get(key, 0.0) + line.quantity
        quants = self.env["stock.quant"].search(self._get_standing_domain(lines))
        for quant in quants:
            key = self._get_standing_key(quant)
            if key in wanted:
                wanted[key] -= max(quant.quantity - quant.reserved_quantity, 0.0)
        compare = self.product_uom_id.compare
        return {key: left for key, left in wanted.items() if compare(left, 0) > 0}

    def _get_standing_domain(self, lines):
        return (
            Domain("product_id", "=", self.product_id.id)
            & Domain("location_id", "in", lines.location_id.ids)
            & Domain("lot_id", "in", lines.lot_id.ids or [False])
        )

    def _find_reserving_lines(self, lines):
        """Open move lines on these goods: unpicked first, the newest first."""
        found = self.env["stock.move.line"].search(
            self._get_standing_domain(lines)
            & Domain("state", "not in", ("done", "cancel"))
            & Domain("quantity_product_uom", ">", 0),
            order="id desc",
        )
        return found.sorted(lambda line: line.picked)

    def _settle_chains(self, lines):
        """Settle moves that waited for goods which were on their way.

        A move that takes the next step of a receipt is for fewer goods; what leads to a
        customer or to production gets other goods, see ``stock_move_chain.py``.

        :return: moves to reserve anew, from any stock
        """
        self.ensure_one()
        left = {line: line.quantity for line in lines}
        robbed = self.env["stock.move"]
        for move in self._find_waiting_steps(lines):
            lots = move.move_orig_ids.move_line_ids.lot_id
            reserved = sum(move.move_line_ids.mapped("quantity_product_uom"))
            unmet = move.product_qty - reserved
            for line in lines:
                share = min(unmet, left[line])
                if (
                    line.uom_id.compare(share, 0) <= 0
                    or line.location_id != move.location_id
                    or (line.lot_id and line.lot_id not in lots)
                ):
                    continue
                left[line] -= share
                unmet -= share
                robbed |= move | move.move_dest_ids
                self._note_chain(line, move._lose_goods(share), share)
        return robbed

    def _find_waiting_steps(self, lines):
        """Moves that take goods brought by done moves on from where they were found."""
        places = lines.filtered(lambda line: line.location_id != line.zone_id)
        return self.env["stock.move"].search(
            Domain("product_id", "=", self.product_id.id)
            & Domain("location_id", "in", places.location_id.ids)
            & Domain("state", "in", OPEN_MOVES)
            & Domain("move_orig_ids.state", "=", "done")
            & Domain("company_id", "=", self.company_id.id),
            order="date desc, id desc",
        )

    def _note_chain(self, line, move, quantity):
        if move and not line.chain_move_id:
            with_zone_pass(line).write(
                {"chain_move_id": move.id, "chain_quantity": quantity}
            )

    def _resume_transfers(self):
        """Its holds are released: transfers that lost goods reserve anew.

        Where goods were judged conforming, their further step is for them again.
        """
        for record in self:
            engine = as_engine(record)  # officers hold no right on stock moves
            if record.state == "cancelled":
                for line in engine.line_ids.filtered("chain_move_id"):
                    line.chain_move_id._get_goods_back(
                        line.chain_quantity, line.location_id
                    )
            holds = engine._get_own_holds()
            holds.filtered(lambda hold: hold.state == "released")._rereserve()
