from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.quality_nonconformity.models.engine_env import as_engine
from odoo.addons.quality_nonconformity.models.zone_pass import (
    has_zone_pass,
    with_zone_pass,
)

from .return_match import ReturnMatch

#: goods that go there from a customer come back
INSIDE = ("internal", "transit", "supplier", "production")


class AcceptedReturn:
    """The lines that the gate lets in on an accepted return.

    An object of this class in a context comes from this server's code only.
    """

    __slots__ = ("ids",)

    def __init__(self, ids):
        self.ids = frozenset(ids)


class StockMove(models.Model):
    """No goods of customers come in without an accepted return [CO-57, CO-65]."""

    _inherit = "stock.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves.filtered("quality_return_line_id")._check_return_claim()
        return moves

    def write(self, vals):
        if "quality_return_line_id" in vals:
            self.filtered("quality_return_line_id")._check_return_claim()
        result = super().write(vals)
        if "quality_return_line_id" in vals:
            self._check_return_claim()
        return result

    def _check_return_claim(self):
        """Which goods came back on which line of a return the receipt itself notes."""
        if not has_zone_pass(self.env) and self.filtered(
            lambda move: move._is_customer_return()
        ):
            raise UserError(
                self.env._(
                    "By which return goods came back is noted when they are received. "
                    "Leave “Line of the Return” as it is."
                )
            )

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        names = super()._prepare_merge_moves_distinct_fields()
        return [*names, "quality_return_line_id"]

    def _action_done(self, cancel_backorder=False):
        """Let customers' goods in on an accepted return only, into the returns zone."""
        if not self.filtered(lambda move: move._is_customer_return()):
            return super()._action_done(cancel_backorder=cancel_backorder)
        moves = self._confirm_drafts()
        gated = moves.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.picked
                and move._is_customer_return()
                and move._needs_return_acceptance()
            )
        )
        accepted = gated._match_return_lines()
        moves = (moves | accepted).with_context(
            quality_accepted_return=AcceptedReturn(accepted.move_line_ids.ids)
        )
        done = super(StockMove, moves)._action_done(cancel_backorder=cancel_backorder)
        done = done.with_env(self.env)
        (done & accepted)._register_returned()
        return done

    def _action_cancel(self):
        """The rest of a receipt that will not come is waited for no more."""
        result = super()._action_cancel()
        rest = self.filtered(lambda move: move._is_customer_return())
        if returns := as_engine(rest).picking_id.quality_return_id:
            returns._follow_receipts(self.env["stock.move.line"].sudo())
        return result

    def _is_customer_return(self):
        """Whether goods of a customer come in by this move."""
        self.ensure_one()
        return self.location_id.usage == "customer" and (
            self.location_dest_id.usage in INSIDE
        )

    def _needs_return_acceptance(self):
        """Hook: whether this customer return needs an accepted return.

        One that names a return is checked against it in any case.
        """
        self.ensure_one()
        if self.picking_id.quality_return_id or self.quality_return_line_id:
            return True
        return (
            self.company_id.quality_return_gate
            and not self.picking_type_id.returns_exempt
        )

    def _match_return_lines(self):
        """Give each move of customers' goods the line of the return that accepts it.

        :return: the moves, split where they hold goods of several lines
        :raises UserError: no accepted return covers the goods
        """
        matched = self.browse()
        for picking, moves in self.grouped("picking_id").items():
            # receivers may not read all returns
            lines = moves.quality_return_line_id.sudo()
            source = picking.quality_return_id.sudo() or lines.return_id[:1]
            if not source:
                raise UserError(moves._no_acceptance_message())
            source._check_receivable(picking)
            match = ReturnMatch(source)
            for move in moves:
                for line, rows in match.match(move).items():
                    matched |= move._accept_by(line, rows)
        return matched

    def _accept_by(self, return_line, rows):
        """Note the line that accepts ``rows`` and send them to its zone."""
        move = self._split_off(rows)
        with_zone_pass(move).quality_return_line_id = return_line
        place = move.location_dest_id
        if place.usage != "internal" or place._get_zone().quality_zone in (
            return_line._get_zones()
        ):
            return move
        warehouse = place.warehouse_id or move.picking_type_id.warehouse_id
        zone = return_line._get_return_zone(warehouse)
        move.write({"location_dest_id": zone.id, "location_final_id": False})
        move.move_line_ids.write({"location_dest_id": zone.id})
        return move

    def _register_returned(self):
        """Tell the returns what has come."""
        returns = as_engine(self).quality_return_line_id.return_id
        returns._follow_receipts(as_engine(self).move_line_ids)

    def _no_acceptance_message(self):
        return self.env._(
            "%(goods)s come back from a customer (%(transfer)s), and no accepted return "
            "covers them. File a return (Quality / Records / Returns, or “Return” on "
            "the delivery); when after-sales, the head of business and quality have "
            "approved it, its receipt is ready to be validated.",
            goods=", ".join(self.product_id.mapped("display_name")),
            transfer=self.picking_id.name or self[:1].reference or "",
        )
