from odoo import fields, models
from odoo.fields import Domain


class QualityHold(models.Model):
    _inherit = "quality.hold"

    order_count = fields.Integer("Sale Orders", compute="_compute_order_count")

    def _compute_order_count(self):
        Order = self.env["sale.order"]
        readable = Order.has_access("read")  # not every reader of a hold
        for hold in self:
            hold.order_count = readable and Order.search_count(hold._get_order_domain())

    def _get_order_domain(self):
        """Domain of the orders whose goods this hold found, reserved or delivered."""
        self.ensure_one()
        lines = self.env["quality.hold.line"]._search(
            [("hold_id", "=", self._origin.id), ("move_id", "!=", False)]
        )
        return Domain("order_line.move_ids", "in", lines.subselect("move_id"))

    def action_view_orders(self):
        orders = self.env["sale.order"].search(self._get_order_domain())
        return self._view_action(self.env._("Sale Orders"), orders)
