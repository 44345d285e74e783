from odoo import models


class SaleOrderLine(models.Model):
    """An order that returned goods of another customer serve [CO-70]."""

    _inherit = "sale.order.line"

    def _give_way_to(self, row):
        """Deliver less from stock: ``row`` (inspected goods) is forwarded instead."""
        left = row.quantity
        moves = self.move_ids._get_open().filtered(
            lambda move: move.location_dest_id.usage == "customer"
        )
        for move in moves:
            share = min(left, move.product_qty)
            if row.uom_id.compare(share, 0) > 0:
                move._reduce_demand(share)
                left -= share
