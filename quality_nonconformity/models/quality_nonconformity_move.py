from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .engine_env import as_engine
from .standing_goods import StandingGoods
from .zone_pass import with_zone_pass


class QualityNonconformityMove(models.Model):
    """Transfers across the border of zones, by the engine's own pass.

    A *passage* is ``(values of the move line, quantity in the product's unit, from,
    to)``; its ``package_id`` is where the goods are looked for first.
    """

    _inherit = "quality.nonconformity"

    def _assign_zones(self, lines):
        """Note in which zone of which warehouse each line is isolated.

        :raises UserError: the warehouse has no such zone
        """
        self.ensure_one()
        key = self._get_target_zone()
        default = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )
        grouped = lines.grouped(lambda line: line.location_id.warehouse_id or default)
        for warehouse, rows in grouped.items():
            zone = warehouse and warehouse._get_quality_zone(key)
            if not zone:
                raise UserError(
                    self.env._(
                        "%(warehouse)s has no zone for nonconforming goods. Name one in "
                        "the warehouse's settings, then isolate again.",
                        warehouse=warehouse.name or self.company_id.name,
                    )
                )
            with_zone_pass(rows).write({"zone_id": zone.id})

    def _move_goods_in(self, lines):
        """Transfer the goods of ``lines`` into their zones; packages stay whole."""
        self.ensure_one()
        kept = self.env["stock.package"]
        moving = lines.filtered(lambda line: line.location_id != line.zone_id)
        for warehouse, rows in moving.grouped(
            lambda line: line.zone_id.warehouse_id
        ).items():
            picking = self._create_zone_picking(
                warehouse.quarantine_in_type_id,
                [
                    (
                        line._prepare_move_line_vals()
                        | {"package_id": line.package_id.id},
                        line.quantity,
                        line.location_id,
                        line.zone_id,
                    )
                    for line in rows
                ],
            )
            kept |= picking.move_line_ids.result_package_id
            picking._action_done()
        for line in lines:
            if line.package_id and (line not in moving or line.package_id in kept):
                with_zone_pass(line).zone_package_id = line.package_id

    def _move_goods_back(self):
        """Return isolated goods to where they were found (judged conforming)."""
        for record in self:
            engine = as_engine(record)  # officers hold no right on stock moves
            lines = engine.line_ids.filtered(
                lambda line: (
                    line.zone_id
                    and line.uom_id.compare(line._get_remaining_quantity(), 0) > 0
                )
            )
            ways = {line: engine._get_way_back(line) for line in lines}
            standing = engine._read_standing(lines)
            lines = lines.filtered(
                lambda line, ways=ways, standing=standing: (
                    ways[line] != line.zone_id and standing[line]
                )
            )
            for kind, rows in lines.grouped(
                lambda line: line.zone_id.warehouse_id.quarantine_out_type_id
            ).items():
                passages = [
                    (
                        line._prepare_move_line_vals(),
                        standing[line],
                        line.zone_id,
                        ways[line],
                    )
                    for line in rows
                ]
                engine._create_zone_picking(kind, passages)._action_done()

    def _read_standing(self, lines):
        """Return ``{line: what of it stands in its zone}``: a zone release, or a count,
        may have taken the rest since."""
        self.ensure_one()
        stands = StandingGoods(self.env, self.product_id, lines.zone_id)
        return {
            line: line.uom_id.round(
                sum(
                    share
                    for __, share in stands.take(
                        line.zone_id,
                        line.lot_id,
                        line.owner_id,
                        line._get_remaining_quantity(),
                        prefer=line.zone_package_id,
                    )
                )
            )
            for line in lines
        }

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        if state == "closed":
            for record in self:
                as_engine(record)._note_left_goods()  # as in _move_goods_back
        return result

    def _note_left_goods(self):
        """Say what still stands in a zone: decided in words, or to be replenished only."""
        self.ensure_one()
        unit = self.product_uom_id
        lines = self.line_ids.filtered(
            lambda line: (
                line.zone_id and unit.compare(line._get_remaining_quantity(), 0) > 0
            )
        )
        left = sum(self._read_standing(lines).values())
        if left:
            self.message_post(
                body=self.env._(
                    "%(left)g %(uom)s still stand in %(zones)s: no disposition took them "
                    "out. Let them go by a zone release, or report them anew.",
                    left=left,
                    uom=unit.name,
                    zones=", ".join(lines.zone_id.mapped("display_name")),
                )
            )

    def _get_way_back(self, line):
        """Where goods of ``line`` return to: the place found in, if it still serves."""
        place = line.location_id
        serves = (
            place.active
            and place.usage in ("internal", "transit")
            and place.company_id == self.company_id
        )
        if serves and not line._is_replaced():
            return place
        return (place.warehouse_id or line.zone_id.warehouse_id).lot_stock_id

    def _create_zone_picking(
        self, picking_type, passages, picking_vals=None, **move_vals
    ):
        """Create the transfer of ``passages``, ready to be done across zones.

        Whole packages stay packed, what is taken out of one is unpacked.

        :param list passages: one move per way, one line per place, lot, package, owner
        :param dict picking_vals: further values of the transfer
        :param dict move_vals: further values of each move
        :raises UserError: the goods are not there
        """
        self.ensure_one()
        moves = self._prepare_zone_moves(passages, move_vals)
        first = moves[0]
        picking = with_zone_pass(self.env["stock.picking"]).create(
            {
                "picking_type_id": picking_type.id,
                "company_id": self.company_id.id,
                "location_id": first["location_id"],
                "location_dest_id": first["location_dest_id"],
                "origin": self.name,
                "scheduled_date": fields.Datetime.now(),
                "move_ids": [Command.create(vals) for vals in moves],
            }
            | (picking_vals or {})
        )
        picking.move_ids.move_line_ids.picking_id = picking
        if picking.move_line_ids.package_id:
            picking._check_entire_pack()
        return picking

    def _prepare_zone_moves(self, passages, move_vals):
        """Return values of moves with their lines: one move per way."""
        moves = {}
        for line_vals, quantity, source, target in self._find_goods(passages):
            vals = moves.setdefault(
                (source, target), self._prepare_zone_move_vals(source, target)
            )
            vals.update(move_vals)
            vals["product_uom_qty"] += quantity
            line = self._prepare_zone_line_vals(source, target, quantity) | line_vals
            vals["move_line_ids"].append(Command.create(line))
        for vals in moves.values():
            vals["product_uom_qty"] = self.product_uom_id.round(vals["product_uom_qty"])
        return list(moves.values())

    def _find_goods(self, passages):
        """Return ``passages`` by the packages in which the goods really are.

        :raises UserError: fewer are there, e.g. counted away
        """
        places = self.env["stock.location"].union(*(way[2] for way in passages))
        stands = StandingGoods(self.env, self.product_id, places)
        found = []
        for vals, quantity, source, target in passages:
            lot = self.env["stock.lot"].browse(vals.get("lot_id") or ())
            owner = self.env["res.partner"].browse(vals.get("owner_id") or ())
            package = self.env["stock.package"].browse(vals.get("package_id") or ())
            shares = stands.take(source, lot, owner, quantity, prefer=package)
            short = quantity - sum(share for __, share in shares)
            if self.product_uom_id.compare(short, 0) > 0:
                raise UserError(
                    self.env._(
                        "%(short)g %(uom)s of %(product)s %(lot)s are missing in "
                        "%(place)s: nothing was moved. Count the place, then try again.",
                        short=short,
                        uom=self.product_uom_id.name,
                        product=self.product_id.display_name,
                        lot=lot.name or "",
                        place=source.display_name,
                    )
                )
            found += [
                (vals | {"package_id": package.id}, share, source, target)
                for package, share in shares
            ]
        return found

    def _prepare_zone_move_vals(self, source, target):
        return {
            "product_id": self.product_id.id,
            "product_uom": self.product_uom_id.id,
            "product_uom_qty": 0.0,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": self.company_id.id,
            "nonconformity_id": self.id,
            "picked": True,
            "move_line_ids": [],
        }

    def _prepare_zone_line_vals(self, source, target, quantity):
        return {
            "product_id": self.product_id.id,
            "product_uom_id": self.product_uom_id.id,
            "quantity": quantity,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": self.company_id.id,
            "picked": True,
        }
