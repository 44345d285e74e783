from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from .zone_pass import with_zone_pass

#: found there, the state of goods is not clear yet: they go to quarantine [NC-10]
UNCLEAR_POINTS = ("in_process", "first_article", "final")


class QualityNonconformityIsolate(models.Model):
    """Isolation: goods into their zone, hold on the rest, card and ledger follow."""

    _inherit = "quality.nonconformity"

    def _isolate(self):
        """Move the goods into the zone and place the hold [NC-08, NC-10].

        The goods are those of ``line_ids`` or, when none are given, the stock of the
        lots (of the product, if untracked), those of the transfer first. What is not
        in stock is noted; isolate it with :meth:`_isolate_more` when it comes back.

        :raises AccessError: the user is neither warehouse nor quality staff
        :raises UserError: lots are missing, or the quantity does not fit them
        """
        self._check_can_isolate()
        for record in self:
            record._check_goods_named()
            sudo = record.sudo()  # finders hold no right on stock moves and holds
            if not sudo.line_ids:
                sudo.line_ids = [
                    Command.create(vals) for vals in sudo._prepare_line_vals()
                ]
            sudo._move_goods_in(sudo.line_ids)
            sudo._place_hold()
        self.sudo()._set_state(  # see above: finders write no record of others
            "isolated",
            date_isolated=fields.Datetime.now(),
            isolated_by_id=self.env.uid,
            identified=True,
        )
        for record in self:
            record._note_missing_goods()

    def _isolate_more(self, lots=None):
        """Isolate goods that arrived since: returns, receipts, finds.

        :param lots: only goods of these
        :return: the new lines
        :raises UserError: everything is isolated already, or nothing was found
        """
        self.ensure_one()
        self._check_can_isolate()
        sudo = self.sudo()  # see _isolate
        vals_list = sudo._prepare_line_vals(lots)
        if not vals_list:
            raise UserError(
                self.env._("No further goods of %(name)s are in stock.", name=self.name)
            )
        before = sudo.line_ids
        sudo._write_gated({"line_ids": [Command.create(vals) for vals in vals_list]})
        added = sudo.line_ids - before
        sudo._move_goods_in(added)
        return added.with_env(self.env)

    def _check_can_isolate(self):
        self.check_access("read")
        user = self.env.user
        if not (
            user.has_group("stock.group_stock_user")
            or user.has_group("quality_base.group_quality_user")
        ):
            raise AccessError(
                self.env._(
                    "Goods are isolated by warehouse or quality staff. Tell one of them; "
                    "your record is kept."
                )
            )

    def _check_goods_named(self):
        self.ensure_one()
        if self.kind != "product" or not self.product_id:
            raise UserError(
                self.env._(
                    "%(name)s names no product: there is nothing to isolate. Choose the "
                    "product, or make it a nonconformity of a service.",
                    name=self.name,
                )
            )
        if self.tracking != "none" and not self.lot_ids:
            raise UserError(
                self.env._(
                    "%(product)s is tracked by lot or serial number: say which ones are "
                    "nonconforming. If nobody knows, name all that are in doubt.",
                    product=self.product_id.display_name,
                )
            )
        if self.tracking == "serial" and self.product_uom_id.compare(
            self.product_quantity, len(self.lot_ids)
        ):
            raise UserError(
                self.env._(
                    "%(count)s serial numbers are named, the quantity is %(quantity)s. "
                    "Make them agree.",
                    count=len(self.lot_ids),
                    quantity=self.product_quantity,
                )
            )

    def _prepare_line_vals(self, lots=None):
        """Return values of lines that make up what is not isolated yet.

        :param lots: only goods of these; default all of the nonconformity
        """
        self.ensure_one()
        wanted = self.product_quantity - sum(self.line_ids.mapped("quantity"))
        uom = self.product_uom_id
        taken = self._get_claimed_quantities()
        vals_list = []
        for quant in self._find_quants(lots or self.lot_ids):
            key = (quant.lot_id, quant.location_id, quant.package_id, quant.owner_id)
            free = quant.quantity - taken.pop(key, 0.0)
            share = min(wanted, free)
            if uom.compare(share, 0) > 0:
                vals_list.append(self._prepare_quant_line_vals(quant, share))
                wanted -= share
        return vals_list

    def _prepare_quant_line_vals(self, quant, quantity):
        return {
            "lot_id": quant.lot_id.id,
            "package_id": quant.package_id.id,
            "owner_id": quant.owner_id.id,
            "location_id": quant.location_id.id,
            "quantity": quantity,
        }

    def _find_quants(self, lots):
        """Stock of the goods: where the transfer put them first, free stock first."""
        domain = (
            Domain("product_id", "=", self.product_id.id)
            & Domain("location_id.usage", "in", ("internal", "transit"))
            & Domain("company_id", "=", self.company_id.id)
            & Domain("quantity", ">", 0)
        )
        if lots:
            domain &= Domain("lot_id", "in", lots.ids)
        places = self.picking_id.move_line_ids.location_dest_id
        quants = self.env["stock.quant"].search(domain, order="id")
        return quants.sorted(
            lambda quant: (quant.location_id not in places, quant.reserved_quantity > 0)
        )

    def _get_claimed_quantities(self):
        """What other open nonconformities isolated already, by lot, place…"""
        lines = self.env["quality.nonconformity.line"].search(
            Domain("product_id", "=", self.product_id.id)
            & Domain("zone_id", "!=", False)
            & Domain("nonconformity_id", "any", self._get_open_domain())
        )
        claimed = {}
        for line in lines:
            key = (line.lot_id, line.zone_id, line.package_id, line.owner_id)
            claimed[key] = claimed.get(key, 0.0) + line._get_remaining_quantity()
        return claimed

    def _move_goods_in(self, lines):
        """Transfer the goods of ``lines`` into the zone of their warehouse."""
        self.ensure_one()
        default = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )
        grouped = lines.grouped(lambda line: line.location_id.warehouse_id or default)
        for warehouse, rows in grouped.items():
            zone = warehouse._get_quality_zone(self._get_target_zone())
            rows.zone_id = zone
            moving = rows.filtered(lambda line, zone=zone: line.location_id != zone)
            if moving:
                picking = self._create_zone_picking(
                    warehouse.quarantine_in_type_id,
                    [
                        (
                            line._prepare_move_line_vals(),
                            line.quantity,
                            line.location_id,
                            zone,
                        )
                        for line in moving
                    ],
                )
                picking._action_done()

    def _move_goods_back(self):
        """Return isolated goods to where they were found (judged conforming)."""
        for record in self:
            sudo = record.sudo()  # see _isolate
            by_type = sudo.line_ids.filtered("zone_id").grouped(
                lambda line: line.zone_id.warehouse_id.quarantine_out_type_id
            )
            for kind, lines in by_type.items():
                passages = [
                    (
                        line._prepare_move_line_vals(),
                        line._get_remaining_quantity(),
                        line.zone_id,
                        line.location_id,
                    )
                    for line in lines
                    if line.uom_id.compare(line._get_remaining_quantity(), 0) > 0
                    and line.zone_id != line.location_id
                ]
                if passages:
                    sudo._create_zone_picking(kind, passages)._action_done()

    def _get_target_zone(self):
        """Hook: key of the zone where these goods go [NC-10]."""
        self.ensure_one()
        unclear = self.is_suspect or self.detection_point in UNCLEAR_POINTS
        return "quarantine" if unclear else "nonconforming"

    def _create_zone_picking(self, picking_type, passages, **move_vals):
        """Create the transfer of ``passages``, ready to be done across zones.

        :param list passages: (values of the move line, quantity in the product's unit,
            from, to); one move per way and product, one line per passage
        :param move_vals: further values of each move
        """
        self.ensure_one()
        moves = {}
        for line_vals, quantity, source, target in passages:
            vals = moves.setdefault(
                (source, target), self._prepare_zone_move_vals(source, target)
            )
            vals.update(move_vals)
            vals["product_uom_qty"] += quantity
            line = {
                **line_vals,
                "product_id": self.product_id.id,
                "product_uom_id": self.product_uom_id.id,
                "quantity": quantity,
                "location_id": source.id,
                "location_dest_id": target.id,
                "company_id": self.company_id.id,
                "picked": True,
            }
            vals["move_line_ids"].append(Command.create(line))
        first = next(iter(moves.values()))
        return with_zone_pass(self.env["stock.picking"]).create(
            {
                "picking_type_id": picking_type.id,
                "company_id": self.company_id.id,
                "location_id": first["location_id"],
                "location_dest_id": first["location_dest_id"],
                "origin": self.name,
                "scheduled_date": fields.Datetime.now(),
                "move_ids": [Command.create(vals) for vals in moves.values()],
            }
        )

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

    def _place_hold(self):
        """Place a hold on the lots, wherever they are; none if one is named already.

        Untracked goods are kept by the zone itself: a hold would block the good ones.
        """
        self.ensure_one()
        if self.hold_id or not self.lot_ids:
            return
        hold = self.env["quality.hold"].create(self._prepare_hold_vals())
        hold._place()
        self._write_gated({"hold_id": hold.id})

    def _prepare_hold_vals(self):
        self.ensure_one()
        return {
            "reason": self.description,
            "kind": "nonconformity",
            "lot_ids": [Command.set(self.lot_ids.ids)],
            "origin_model": self._name,
            "origin_id": self.id,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "confidential": self.confidential,
        }

    def _note_missing_goods(self):
        found = sum(self.line_ids.mapped("quantity"))
        missing = self.product_quantity - found
        if self.product_uom_id.compare(missing, 0) > 0:
            self.message_post(
                body=self.env._(
                    "%(found)s of %(wanted)s %(uom)s were in stock and are isolated; "
                    "%(missing)s are elsewhere. They are on hold where lots are named: "
                    "isolate them when they come back.",
                    found=found,
                    wanted=self.product_quantity,
                    missing=missing,
                    uom=self.product_uom_id.name,
                )
            )
