from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .engine_env import as_engine

#: found there, the state of goods is not clear yet: they go to quarantine [NC-10]
UNCLEAR_POINTS = ("in_process", "first_article", "final")


class QualityNonconformityIsolate(models.Model):
    """Isolation: goods into their zone, hold on the rest, card and ledger follow.

    Which goods: ``quality_nonconformity_goods.py``; how they move: ``…_move.py``; what
    becomes of transfers that lose them: ``…_reserve.py``.
    """

    _inherit = "quality.nonconformity"

    def _isolate(self):
        """Move the goods into the zone and place the hold [NC-08, NC-10].

        The goods are those of ``line_ids`` or, when none are given, the stock of the
        lots (of the product, if untracked), those of the transfer first. What is not
        in stock is noted; isolate it with :meth:`_isolate_more` when it comes back.

        :raises AccessError: the user is neither warehouse nor quality staff
        :raises UserError: it is no draft, lots are missing, the goods named are not
            there, or another nonconformity has isolated them
        """
        self._check_can_isolate()
        self._lock_steps()
        for record in self.filtered(lambda r: r.state != "draft"):
            raise UserError(record._transition_message("isolated"))
        self._close_gates()
        for record in self:
            engine = as_engine(record)  # finders hold no right on stock and holds
            engine._enter_named_lots()
            record._check_goods_named()
            if engine.line_ids:
                engine._check_lines_given()
            else:
                engine._create_lines(engine._prepare_line_vals())
            engine._isolate_lines(engine.line_ids)
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
        :raises UserError: it is decided, everything is isolated already, or nothing
            was found
        """
        self.ensure_one()
        self._check_can_isolate()
        self._lock_steps()
        if self.state not in ("isolated", "review"):
            raise UserError(
                self.env._(
                    "%(name)s is “%(state)s”: further goods are isolated while it is "
                    "isolated or under review. Take it back to review, or report a "
                    "further nonconformity.",
                    name=self.name,
                    state=self._state_label(self.state),
                )
            )
        self._close_gates()
        engine = as_engine(self)  # see _isolate
        vals_list = engine._prepare_line_vals(lots)
        if not vals_list:
            raise UserError(
                self.env._("No further goods of %(name)s are in stock.", name=self.name)
            )
        added = engine._create_lines(vals_list)
        engine._isolate_lines(added)
        return added.with_env(self.env)

    def _isolate_lines(self, lines):
        """Do it: zone, hold, transfers that lose goods, the move itself."""
        self.ensure_one()
        self._assign_zones(lines)
        self._place_hold()
        robbed = self._free_goods(lines)
        self._move_goods_in(lines)
        robbed |= self._settle_chains(lines)
        (robbed | self._get_robbed_moves())._reserve_anew()

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

    def _enter_named_lots(self):
        """Lots that only the lines name are the lots of the nonconformity."""
        self.ensure_one()
        if not self.lot_ids and self.line_ids.lot_id:
            self.lot_ids = self.line_ids.lot_id

    def _check_goods_named(self):
        """Refuse goods that cannot be isolated as they are described."""
        self.ensure_one()
        if self.kind != "product" or not self.product_id:
            raise UserError(
                self.env._(
                    "%(name)s names no product: there is nothing to isolate. Choose the "
                    "product, or make it a nonconformity of a service.",
                    name=self.name,
                )
            )
        if not self.uom_id._has_common_reference(self.product_uom_id):
            raise UserError(
                self.env._(
                    "%(product)s is kept in %(own)s; %(unit)s cannot be converted into "
                    "it. Choose another unit.",
                    product=self.product_id.display_name,
                    own=self.product_uom_id.name,
                    unit=self.uom_id.name,
                )
            )
        if self.product_uom_id.is_zero(self.product_quantity):
            raise UserError(
                self.env._(
                    "%(quantity)g %(unit)s of %(product)s are less than what is counted "
                    "in %(own)s. Correct the quantity.",
                    quantity=self.quantity,
                    unit=self.uom_id.name,
                    product=self.product_id.display_name,
                    own=self.product_uom_id.name,
                )
            )
        self._check_lots_named()

    def _check_lots_named(self):
        self.ensure_one()
        if self.tracking != "none" and not self.lot_ids:
            raise UserError(
                self.env._(
                    "%(product)s is tracked by lot or serial number: say which ones are "
                    "nonconforming. If nobody knows, name all that are in doubt.",
                    product=self.product_id.display_name,
                )
            )
        foreign = self.lot_ids.filtered(lambda lot: lot.product_id != self.product_id)
        if foreign:
            raise UserError(
                self.env._(
                    "%(lots)s are no lots of %(product)s. Take them off the list.",
                    lots=", ".join(foreign.mapped("name")),
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

    def _get_target_zone(self):
        """Hook: key of the zone where these goods go [NC-10]."""
        self.ensure_one()
        unclear = self.is_suspect or self.detection_point in UNCLEAR_POINTS
        return "quarantine" if unclear else "nonconforming"

    def _place_hold(self):
        """Place a hold on the lots that none of its holds keeps yet, wherever they are.

        Untracked goods are kept by the zone itself: a hold would block the good ones.
        """
        self.ensure_one()
        holds = self._get_own_holds().filtered(lambda hold: hold.state == "placed")
        lots = self.lot_ids - holds.lot_ids
        if not lots:
            return
        vals = self._prepare_hold_vals() | {"lot_ids": [Command.set(lots.ids)]}
        hold = self.env["quality.hold"].create(vals)
        hold._place()
        if self.hold_id not in holds:
            self._write_gated({"hold_id": hold.id})

    def _back_to_review(self, reason):
        """Also: taken up again after its closing, its lots stand still again [NC-18]."""
        closed = self.filtered(lambda r: r.state == "closed" and r.kind == "product")
        result = super()._back_to_review(reason)
        if closed:
            closed._close_gates()
        for record in closed:
            as_engine(record)._place_hold()  # as in _isolate
        return result

    def _get_own_holds(self):
        """The hold it was reported from, and those it placed."""
        self.ensure_one()
        placed = self.env["quality.hold"].search(
            [("origin_model", "=", self._name), ("origin_id", "=", self.id)]
        )
        return self.hold_id | placed

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
        self.ensure_one()
        found = sum(self.line_ids.mapped("quantity"))
        missing = self.product_quantity - found
        if self.product_id.is_storable and self.product_uom_id.compare(missing, 0) > 0:
            self.message_post(
                body=self.env._(
                    "%(found)g of %(wanted)g %(uom)s were in stock and are isolated; "
                    "%(missing)g are elsewhere. They are on hold where lots are named: "
                    "isolate them when they come back.",
                    found=found,
                    wanted=self.product_quantity,
                    missing=missing,
                    uom=self.product_uom_id.name,
                )
            )
