from odoo import api, fields, models
from odoo.exceptions import UserError

from .zone_pass import has_zone_pass


class StockMove(models.Model):
    _inherit = "stock.move"

    quality_hold_id = fields.Many2one(
        "quality.hold",
        "Moved by Hold",
        index="btree_not_null",
        readonly=True,
        copy=False,
        help="The hold that moved these goods into quarantine, or back.",
    )
    zone_exit_id = fields.Many2one(
        "quality.zone.exit",
        "Zone Release",
        index="btree_not_null",
        check_company=True,
        help="The signed decision by which these goods leave a quality zone.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._check_hold_claim()
        return moves

    def write(self, vals):
        result = super().write(vals)
        if "quality_hold_id" in vals:
            self._check_hold_claim()
        return result

    def _check_hold_claim(self):
        """Only the engine says which moves are a hold's: its release brings them back."""
        if not has_zone_pass(self.env) and self.quality_hold_id:
            raise UserError(
                self.env._(
                    "Which transfers belong to a hold is noted by placing and releasing "
                    "it. Leave “Moved by Hold” as it is."
                )
            )

    def _action_assign(self, force_qty=False):
        """Read the holds of all products once, under lock, for the whole operation.

        Moves out of a zone that no decision covers stay unreserved.
        """
        moves = self._with_hold_scope()
        locked = moves.filtered(
            lambda move: (
                move.location_id._is_in_zone() and not move._is_zone_source_allowed()
            )
        )
        return super(StockMove, moves - locked)._action_assign(force_qty=force_qty)

    def _action_done(self, cancel_backorder=False):
        moves = self._with_hold_scope()
        done = super(StockMove, moves)._action_done(cancel_backorder=cancel_backorder)
        return done.with_env(self.env)

    def _with_hold_scope(self):
        scope = self.env["quality.hold.gate"]._get_scope(self.product_id)
        return self.with_context(quality_hold_scope=scope)

    def _is_zone_source_allowed(self):
        """Hook: whether a move out of a zone may be reserved.

        Stays in zones, or a decision stands behind it; validation asks again.
        """
        self.ensure_one()
        return self.location_dest_id._is_in_zone() or bool(
            self.zone_exit_id.state == "approved"
        )

    def _get_hold_owner(self):
        """Hook: the user to tell when a hold takes goods off this move."""
        return self.picking_id._get_hold_owner()
