from odoo import models


class StockPickingType(models.Model):
    _inherit = "stock.picking.type"

    def _skip_hold_line_check(self):
        """The till's lines are written where an error would lose the order.

        Validation is refused all the same; the transfer then stays open.
        """
        return (
            bool(self) and self == self.warehouse_id.pos_type_id
        ) or super()._skip_hold_line_check()
