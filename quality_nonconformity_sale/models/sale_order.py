from odoo import api, fields, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "quality.held.mixin"]

    on_hold = fields.Boolean(
        compute="_compute_on_hold",
        search="_search_on_hold",
        help="A hold stands on a product of this order, or took goods off its transfers.",
    )

    @api.depends(
        "state", "order_line.product_id.whole_hold_ids.state", "picking_ids.hold_ids"
    )
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_on_hold(self):
        for order in self:
            order.on_hold = bool(order._get_standing_holds())

    def _search_on_hold(self, operator, value):
        if operator != "in":
            return NotImplemented
        transfers = Domain("picking_ids.on_hold", "=", True)
        undelivered = Domain("state", "in", ("draft", "sent")) | Domain(
            "delivery_status", "in", ("pending", "started", "partial")
        )
        return transfers | (
            undelivered & Domain("order_line.product_id.on_hold", "=", True)
        )

    def _get_hold_dependencies(self):
        return [
            "state",
            "order_line.product_id.whole_hold_ids.state",
            "picking_ids.hold_ids",
        ]

    def _get_hold_sources(self):
        holds = self.picking_ids.hold_ids
        if self.state in ("draft", "sent") or self.delivery_status in (
            "pending",
            "started",
            "partial",
        ):
            holds |= self.order_line.product_id.whole_hold_ids
        return holds

    def _get_wizard_defaults(self):
        return {"product_ids": self.order_line.product_id.filtered("is_storable").ids}

    def _confirmation_error_message(self):
        """Refuse goods on hold where the company says so [RE-05]."""
        message = super()._confirmation_error_message()
        if message or self.company_id.quality_hold_order_policy != "block":
            return message
        if held := self._get_held_lines():
            return self.env._(
                "%(order)s sells goods that are on hold: %(products)s. Take these lines "
                "out, sell another product, or ask quality when the hold is released.",
                order=self.name,
                products=", ".join(held.product_id.mapped("display_name")),
            )
        return message

    def _action_confirm(self):
        """Note on the order that it was confirmed in spite of a hold."""
        result = super()._action_confirm()
        for order in self:
            if held := order._get_held_lines():
                order._message_log(
                    body=self.env._(
                        "Confirmed with goods on hold: %(products)s. They are not "
                        "delivered before the hold is released.",
                        products=", ".join(held.product_id.mapped("display_name")),
                    )
                )
        return result

    def _get_held_lines(self):
        """Lines whose product is held as a whole."""
        return self.order_line.filtered(lambda line: line.on_hold)
