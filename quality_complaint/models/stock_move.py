from odoo import fields, models


class StockMove(models.Model):
    """Moves of the goods of a return."""

    _inherit = "stock.move"

    quality_return_line_id = fields.Many2one(
        "quality.return.line",
        "Line of the Return",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
