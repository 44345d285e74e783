from odoo import models
from odoo.exceptions import UserError

from .stock_move_line_inspection import Diverted


class StockMove(models.Model):
    """No record, no receipt: the gate before goods enter stock [NC-25]."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        """Send uninspected goods to the inspection zone, or refuse the receipt.

        Databases without a category under inspection pay one cached look-up.
        """
        rules = self.env["product.category"]._get_inspection_rules()
        if not rules:
            return super()._action_done(cancel_backorder=cancel_backorder)
        moves = self._confirm_drafts()
        gated = moves._get_gated_lines(rules)
        if not gated:
            return super(StockMove, moves)._action_done(
                cancel_backorder=cancel_backorder
            )
        allotted = self.env["quality.inspection.record"]._allocate_receipts(gated)
        open_lines = gated - self.env["stock.move.line"].concat(*allotted)
        open_lines._check_gate_refuses()
        kept = open_lines.filtered(lambda line: line.product_id.is_storable)
        targets = {line.id: line._get_inspected_target() for line in kept}
        moves |= kept._divert()
        moves = moves.with_context(quality_diverted=Diverted(kept.ids))
        done = super(StockMove, moves)._action_done(cancel_backorder=cancel_backorder)
        self.env["quality.inspection.record"]._register_receipt(allotted)
        open_lines.exists()._create_inspection_records(targets)
        return done.with_env(self.env)

    def _confirm_drafts(self):
        """Confirm drafts first, as core does next: kits become their components."""
        drafts = self.filtered(lambda move: move.state == "draft")
        return (self | drafts._action_confirm(merge=False)).exists()

    def _get_gated_lines(self, rules):
        """The picked lines of goods under inspection that would enter stock now."""
        lines = self.filtered(
            lambda move: move.state not in ("done", "cancel") and move.picked
        ).move_line_ids
        return lines.filtered(
            lambda line: (
                line.picked
                and line._is_controlled(rules)
                and line.product_uom_id.compare(line.quantity, 0) > 0
                and line._enters_stock()
            )
        )

    def _get_delivery(self):
        """How the goods of a move came here, as a dict.

        ``pickings``: the transfers of this delivery, earlier steps and what they are
        the rest of; ``purchase_lines``; ``returned``: whether a customer returned them.
        """
        self.ensure_one()
        chain = self.browse(self._rollup_move_origs())
        pickings = rest = chain.picking_id
        while rest := rest.backorder_id - pickings:
            pickings |= rest
        return {
            "pickings": pickings,
            "purchase_lines": chain.purchase_line_id,
            "returned": "customer" in chain.location_id.mapped("usage"),
        }

    def _split_off(self, lines):
        """Give ``lines`` a move of their own, if the move has more than them.

        :return: the move that has these lines and nothing else
        """
        self.ensure_one()
        quantity = sum(
            line.product_uom_id._compute_quantity(
                line.quantity, self.product_uom, round=False
            )
            for line in lines
        )
        others = self.move_line_ids.filtered("picked") - lines
        whole = self.product_uom.compare(quantity, self.product_uom_qty) >= 0
        if whole and not others:
            return self
        vals_list = self._split(sum(lines.mapped("quantity_product_uom")))
        if not vals_list:
            raise UserError(self._split_message())
        move = self.create(vals_list)
        move.write({"state": "assigned"})
        lines.write({"move_id": move.id})
        move.picked = True
        return move

    def _split_message(self):
        return self.env._(
            "%(product)s: the lines that wait for inspection cannot be separated from "
            "the others. Receive them in a transfer of their own.",
            product=self.product_id.display_name,
        )
