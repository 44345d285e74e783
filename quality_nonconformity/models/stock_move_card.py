from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        moves._register_quarantine()
        return moves

    def _register_quarantine(self):
        """Keep quarantine cards in step with done moves [NC-11, NC-13].

        Every entry into a zone that has cards makes one; what leaves is booked as a
        hand-out of the oldest cards. Moves inside one zone of one warehouse change
        nothing.
        """
        zones = self.env["quality.quarantine.card"]._get_card_zones()
        entered = self.env["stock.move.line"]
        for line in self.move_line_ids.filtered(lambda line: line.state == "done"):
            source = line.location_id._quarantine_key(zones)
            target = line.location_dest_id._quarantine_key(zones)
            if source == target:
                continue
            if source:
                line._hand_out_from_cards(*source)
            if target:
                entered |= line
        entered._create_quarantine_cards()
