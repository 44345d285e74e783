from odoo import api, fields, models


class QualityReturnLine(models.Model):
    """What is due for a line, and what the customer got so far [CO-66].

    All quantities are in the unit of the product.
    """

    _inherit = "quality.return.line"

    due_quantity = fields.Float(
        "Due", digits="Product Unit", compute="_compute_settlement", compute_sudo=True
    )
    replaced_quantity = fields.Float(
        "Replaced",
        digits="Product Unit",
        compute="_compute_settlement",
        compute_sudo=True,
    )
    planned_quantity = fields.Float(
        "Replacement under Way",
        digits="Product Unit",
        compute="_compute_settlement",
        compute_sudo=True,
    )
    credited_quantity = fields.Float(
        "Credited",
        digits="Product Unit",
        compute="_compute_settlement",
        compute_sudo=True,
        help="By posted credit notes.",
    )
    open_quantity = fields.Float(
        "Open",
        digits="Product Unit",
        compute="_compute_settlement",
        compute_sudo=True,
        help="Due, and neither replaced nor credited yet.",
    )

    @api.depends(
        "quantity",
        "uom_id",
        "received_quantity",
        "return_id.state",
        "return_id.credit_note_ids.state",
        "move_ids.state",
        "move_ids.quantity",
        "move_ids.product_uom_qty",
        "move_ids.quality_replacement",
    )
    def _compute_settlement(self):
        figures = (self.return_id.line_ids | self)._get_settlement()
        for line in self:
            line.update(figures[line])

    def _get_settlement(self):
        """Return ``{line: values of its settlement}`` of all lines of some returns."""
        credited = {ret: ret._get_credited_quantities() for ret in self.return_id}
        figures = {}
        for line in self:
            due, sent = line._get_settled_quantity(), line._sum_replacements("sent")
            left = max(due - sent, 0.0)
            # credit notes name the product: the first lines take it
            waiting = credited.get(line.return_id, {})
            share = min(left, waiting.get(line.product_id, 0.0))
            if share:
                waiting[line.product_id] -= share
            figures[line] = {
                "due_quantity": due,
                "replaced_quantity": sent,
                "planned_quantity": line._sum_replacements("planned"),
                "credited_quantity": share,
                "open_quantity": left - share,
            }
        return figures

    def _sum_replacements(self, stage):
        """Return what is ``sent`` or ``planned`` for one line, in the product's unit."""
        self.ensure_one()
        fitting = {
            "sent": lambda move: move._is_replacement_sent(),
            "planned": lambda move: move._is_replacement_planned(),
        }[stage]
        moves = self.move_ids.filtered(fitting)
        return sum(move._get_replacement_quantity() for move in moves)
