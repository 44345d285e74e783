from odoo import models


class StockMove(models.Model):
    """A replacement that comes in settles the return it stands for [NC-64]."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        came = moves.filtered(
            lambda move: move.state == "done" and move.location_id.usage == "supplier"
        )
        if came:
            # receivers hold no right on dispositions
            came.sudo()._get_replaced_dispositions()._settle_replaced()
        return moves

    def _get_replaced_dispositions(self):
        """The exchanges that these receipts serve; backorders do not name them."""
        pickings = rest = self.picking_id
        while rest := rest.backorder_id - pickings:
            pickings |= rest
        return (self | (pickings - self.picking_id).move_ids).disposition_id
