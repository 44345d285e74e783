from odoo import api, fields, models
from odoo.exceptions import UserError


class QualityReturnLine(models.Model):
    """What a line gives back in money [CO-71]."""

    _inherit = "quality.return.line"

    credit_order_id = fields.Many2one(
        "sale.order", compute="_compute_credit_order_id", compute_sudo=True
    )

    @api.depends("sale_line_id", "move_ids.sale_line_id")
    def _compute_credit_order_id(self):
        for line in self:
            line.credit_order_id = line._get_received_sale_line().order_id

    def _get_credit_invoices(self):
        """Return the posted invoices by which the goods were sold."""
        self.ensure_one()
        invoices = self._get_received_sale_line().invoice_lines.move_id
        return invoices.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )

    def _check_invoiced(self):
        """Refuse to give back money for goods of an order that were never invoiced."""
        unpaid = self.filtered(
            lambda line: line.credit_order_id and not line._get_credit_invoices()
        )
        if unpaid:
            raise UserError(
                self.env._(
                    "%(goods)s of %(orders)s were never invoiced: there is nothing to "
                    "credit. The order is invoiced for what the customer keeps; note "
                    "that in “Settled otherwise”.",
                    goods=", ".join(unpaid.product_id.mapped("display_name")),
                    orders=", ".join(unpaid.credit_order_id.mapped("name")),
                )
            )

    def _prepare_credit_line_vals(self):
        """Hook: values of the line of the credit note for what is open."""
        self.ensure_one()
        unit = self.product_id.uom_id
        if sold := self._get_received_sale_line():
            quantity = unit._compute_quantity(
                self.open_quantity, sold.product_uom_id, round=False
            )
            return sold._prepare_invoice_line(quantity=quantity)
        return {
            "product_id": self.product_id.id,
            "product_uom_id": unit.id,
            "quantity": self.open_quantity,
            "price_unit": self.price_unit,
        }
