from odoo import models

from .quality_concession_gate import ConcessionWay

FINAL_USAGES = {"customer": "delivery", "production": "use"}


class HiddenGoods:
    """Goods not to be reserved for a move; no remote caller can pass such an object."""

    __slots__ = ("domain",)

    def __init__(self, domain):
        self.domain = domain


class ConcessionScope:
    """The concessions over the products of an operation, read once."""

    __slots__ = ("concessions",)

    def __init__(self, concessions):
        self.concessions = concessions


class StockMove(models.Model):
    """Reserve no goods for a customer or a use that their concession refuses [NC-57]."""

    _inherit = "stock.move"

    def _action_assign(self, force_qty=False):
        guarding = self.env["quality.concession"]._find_guarding(
            self.product_id, self.company_id
        )
        moves = self.with_context(quality_concessions=ConcessionScope(guarding))
        return super(StockMove, moves)._action_assign(force_qty=force_qty)

    def _update_reserved_quantity_vals(
        self,
        need,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=True,
    ):
        move = self
        if need > 0 and (hidden := self._get_hidden_by_concession()):
            move = self.with_context(quality_concession_hidden=HiddenGoods(hidden))
        return super(StockMove, move)._update_reserved_quantity_vals(
            need, location_id, lot_id, package_id, owner_id, strict
        )

    def _get_hidden_by_concession(self):
        """Domain of the quants that may not be reserved for this move, or None."""
        scope = self.env.context.get("quality_concessions")
        if not isinstance(scope, ConcessionScope):
            scope = ConcessionScope(
                self.env["quality.concession"]._find_guarding(
                    self.product_id, self.company_id
                )
            )
        concessions = scope.concessions.filtered(
            lambda record: (
                record.product_id == self.product_id
                and record.company_id == self.company_id
            )
        )
        way = concessions and self._get_concession_way()
        if not way:
            return None
        allowed = concessions.filtered(
            lambda record: (
                not record._get_refusal(way)
                and self.product_id.uom_id.compare(
                    record._get_allowance(way.purpose), 0
                )
                > 0
            )
        )
        refused = concessions - allowed
        if not refused:
            return None
        return refused._get_stock_domain() & ~allowed._get_stock_domain()

    def _get_concession_way(self):
        """Where the goods of this move are to end, or None: inside of the house."""
        self.ensure_one()
        purpose = self._get_concession_purpose()
        if not purpose:
            return None
        move = self.sudo()  # whoever moves goods may not read orders
        return ConcessionWay(
            purpose,
            move._get_concession_customer().commercial_partner_id,
            move._get_concession_orders(),
        )

    def _get_concession_purpose(self):
        """Whether these goods end with a customer ("delivery") or are consumed ("use")."""
        for place in (self.location_dest_id, self.location_final_id):
            if place._is_abroad():
                return "delivery"
            if place.usage in FINAL_USAGES:
                return FINAL_USAGES[place.usage]
        following = self.browse(self._rollup_move_dests()).location_dest_id
        usages = {FINAL_USAGES.get(usage) for usage in following.mapped("usage")}
        return next((one for one in ("delivery", "use") if one in usages), None)

    def _get_concession_orders(self):
        """Hook: numbers of the orders that the goods are for; orders themselves know
        better than what stands on the transfer."""
        self.ensure_one()
        references = self.reference_ids.mapped("name")
        return {self.origin, self.picking_id.origin, *references}

    def _get_concession_customer(self):
        """Hook: the customer who gets the goods; orders know better than addresses."""
        if customer := self.partner_id or self.picking_id.partner_id:
            return customer
        following = self.browse(self._rollup_move_dests())
        return following.partner_id[:1] or following.picking_id.partner_id[:1]
