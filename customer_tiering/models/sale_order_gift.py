from odoo import fields, models


class SaleOrder(models.Model):
    """Gift requests that name the order as their reason [CT-26]."""

    _inherit = "sale.order"

    gift_count = fields.Integer(
        compute="_compute_gift_count", groups="sales_team.group_sale_salesman"
    )

    def _compute_gift_count(self):
        counts = dict(
            self.env["customer.gift"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.gift_count = counts.get(order._origin, 0)

    def action_view_gifts(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_tiering.customer_gift_action"
        )
        return action | {"domain": [("order_id", "in", self.ids)], "context": {}}
