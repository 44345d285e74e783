from odoo import fields, models
from odoo.fields import Command


class StockMove(models.Model):
    """Steps of a chain whose goods are isolated while they are on their way [NC-08]."""

    _inherit = "stock.move"

    def _lose_goods(self, quantity):
        """Go on without ``quantity`` (product's unit) of the goods brought so far.

        - The next step of goods that came from outside is for fewer of them: what is
          found good goes from the zone straight into stock.
        - Goods fetched from our own stock for somebody are fetched anew.
        - Goods that came from outside for somebody are taken from any stock.

        :return: the move by which it can be undone, see :meth:`_get_goods_back`
        """
        self.ensure_one()
        if not self._is_brought_from_outside():
            return self._fetch_anew(quantity)
        if self.location_dest_id.usage not in ("internal", "transit"):
            self.write(
                {"procure_method": "make_to_stock", "move_orig_ids": [Command.clear()]}
            )
            return self.browse()
        for following in self.move_dest_ids._get_open():
            following._lose_goods(quantity)
        self._reduce_demand(quantity)
        return self

    def _get_goods_back(self, quantity, place):
        """Undo :meth:`_lose_goods`: the goods are in ``place`` again."""
        self.ensure_one()
        if self.location_id != place:
            served = self.move_dest_ids
            self.browse(self._rollup_move_origs())._get_open()._action_cancel()
            served._reserve_anew(chained=True)
            return
        step, own = self, self._get_own_quantity(quantity)
        if self._get_open():
            self.product_uom_qty += own
        else:
            step = self.copy(self._prepare_step_vals(own))
            step._action_confirm(merge=False)
        step._reserve_anew(chained=True)

    def _is_brought_from_outside(self):
        """Whether the goods of this chain came from outside, not from our own stock."""
        self.ensure_one()
        chain = self.browse(self._rollup_move_origs())
        first = chain.filtered(lambda move: not move.move_orig_ids)
        return bool(first) and all(
            move.location_id.usage not in ("internal", "transit") for move in first
        )

    def _is_fetching_begun(self):
        """Whether goods fetched in the stead of others are on their way already."""
        self.ensure_one()
        chain = self.browse(self._rollup_move_origs())
        return any(move.state == "done" or move.picked for move in chain)

    def _fetch_anew(self, quantity):
        """Repeat the steps that brought the goods here, from our stock.

        :return: the step that ends here
        """
        self.ensure_one()
        origin, following, steps = self._get_done_origin(), self, self.browse()
        while origin:
            further = origin._get_done_origin()
            vals = origin._prepare_step_vals(origin._get_own_quantity(quantity))
            vals["move_dest_ids"] = [Command.link(following.id)]
            if further:
                vals["procure_method"] = "make_to_order"
            following = origin.copy(vals)
            steps |= following
            origin = further
        steps._action_confirm(merge=False)
        steps._reserve_anew()
        return steps[:1]

    def _get_done_origin(self):
        """The done step before this one, if it is a step within our own places."""
        return self.move_orig_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.location_id.usage in ("internal", "transit")
            )
        )[:1]

    def _prepare_step_vals(self, quantity):
        return {
            "product_uom_qty": quantity,
            "picking_id": False,
            "date": fields.Datetime.now(),
            "procure_method": "make_to_stock",
            "move_orig_ids": False,
            "propagate_cancel": False,
        }

    def _reduce_demand(self, quantity):
        self.ensure_one()
        left = self.product_uom_qty - self._get_own_quantity(quantity)
        if self.product_uom.compare(left, 0) > 0:
            self.product_uom_qty = self.product_uom.round(left)
        else:
            self._action_cancel()

    def _get_own_quantity(self, quantity):
        """``quantity`` of the product's unit in the unit of this move."""
        return self.product_id.uom_id._compute_quantity(
            quantity, self.product_uom, rounding_method="HALF-UP"
        )

    def _get_open(self):
        return self.filtered(lambda move: move.state not in ("done", "cancel"))

    def _reserve_anew(self, chained=False):
        """Reserve what these moves lost from other stock, where there is any.

        :param bool chained: also those that wait for the step before them
        """
        waiting = self.exists()._get_open()
        if not chained:
            waiting = waiting.filtered(lambda move: not move.move_orig_ids)
        waiting.filtered(lambda move: move.state != "draft")._action_assign()
