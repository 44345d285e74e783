from odoo import models
from odoo.fields import Domain


class AccountMoveLine(models.Model):
    """What a line of a credit note gives back, and what was paid for it."""

    _inherit = "account.move.line"

    def _get_goods_quantity(self):
        """Return the quantity in the unit of the product."""
        self.ensure_one()
        unit = self.product_id.uom_id
        return (self.product_uom_id or unit)._compute_quantity(
            self.quantity, unit, round=False
        )

    def _get_refund_origins(self):
        """Return the posted invoice lines that this line corrects.

        Those of its order lines; else those of the reversed invoice for the product.
        """
        self.ensure_one()
        # finance need not read orders; only amounts are compared
        lines = self.sudo().sale_line_ids.invoice_lines
        if not lines:
            lines = self.move_id.reversed_entry_id.invoice_line_ids.filtered(
                lambda line: line.product_id == self.product_id
            )
        return lines.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.balance < 0
                and line.move_id.move_type in ("out_invoice", "out_receipt")
            )
        )

    def _get_refund_corrections(self, origins):
        """Return this line and the posted price corrections of the same invoice lines."""
        self.ensure_one()
        invoices = origins.move_id
        orders = origins.sale_line_ids
        same = Domain("move_id.reversed_entry_id", "in", invoices.ids)
        if orders:
            same |= Domain("sale_line_ids", "in", orders.ids)
        others = self.sudo().search(  # amounts given before, whoever may read them
            same
            & Domain("product_id", "=", self.product_id.id)
            & Domain("move_id.quality_refund_basis", "in", ("price", "discount"))
            & Domain("parent_state", "=", "posted")
            & Domain("balance", ">", 0)
        )
        own = self.move_id.invoice_line_ids.filtered(
            lambda line: line.product_id == self.product_id
        )
        return (others | own.sudo()).filtered(lambda line: line.balance > 0)

    def _refunds_undelivered(self):
        """Whether what the line gives back was invoiced and never left for the customer.

        Quantities of the order lines: given back so far and by this document, against
        invoiced less delivered. Credits by a form or of a price do not count.
        """
        self.ensure_one()
        orders = self.sudo().sale_line_ids  # only quantities are compared
        if not orders:
            return False
        posted = orders.invoice_lines.filtered(
            lambda line: line.parent_state == "posted" or line.move_id == self.move_id
        )
        invoiced = sum(
            line._get_goods_quantity() for line in posted if line.balance < 0
        )
        given = sum(
            abs(line._get_goods_quantity())
            for line in posted
            if line.balance > 0 and line._counts_as_quantity()
        )
        delivered = sum(
            move.product_uom._compute_quantity(
                move.quantity, move.product_id.uom_id, round=False
            )
            for move in orders.move_ids
            if move.state == "done"
            and move.location_dest_id.usage == "customer"
            and not move.quality_return_line_id  # replacements count once
        )
        unit = self.product_id.uom_id
        return unit.compare(given, max(invoiced - delivered, 0.0)) <= 0

    def _counts_as_quantity(self):
        move = self.move_id
        return not move.quality_return_id and move.quality_refund_basis not in (
            "price",
            "discount",
        )
