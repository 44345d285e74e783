from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_hold_owner(self):
        """The salesperson has promised the goods: tell them first."""
        return self.sale_line_id.order_id.user_id or super()._get_hold_owner()
