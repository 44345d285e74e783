from odoo import api, fields, models


class QualityReturnLine(models.Model):
    """What a line gives back in money [CO-71]."""

    _inherit = "quality.return.line"

    credit_order_id = fields.Many2one(
        "sale.order", compute="_compute_credit_order_id", compute_sudo=True
    )

    @api.depends("sale_line_id")
    def _compute_credit_order_id(self):
        for line in self:
            line.credit_order_id = line.sale_line_id.order_id

    def _prepare_credit_line_vals(self):
        """Hook: values of the line of the credit note for what is open."""
        self.ensure_one()
        unit = self.product_id.uom_id
        if sold := self.sale_line_id:
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
