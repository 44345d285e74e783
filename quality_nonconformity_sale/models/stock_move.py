from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_hold_owner(self):
        """The salesperson has promised the goods: tell them first."""
        return self.sale_line_id.order_id.user_id or super()._get_hold_owner()

    def _get_concession_customer(self):
        """Who ordered consents; the goods may go to another address."""
        order = self.sudo().sale_line_id.order_id  # movers may not read orders
        return order.partner_id or super()._get_concession_customer()

    def _get_concession_orders(self):
        """The order it delivers, whatever somebody writes on the transfer."""
        order = self.sudo().sale_line_id.order_id  # see above
        numbers = {order.name, order.client_order_ref}
        return numbers if order else super()._get_concession_orders()
