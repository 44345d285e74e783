from odoo import models


class StockPickingType(models.Model):
    _inherit = "stock.picking.type"

    def _skip_hold_line_check(self):
        """Hook: whether lines of this operation type may name held goods.

        For flows that write move lines where an error breaks more than the line (point
        of sale). Their validation is refused all the same.
        """
        return False
