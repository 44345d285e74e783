from odoo import fields, models


class StockPicking(models.Model):
    """Transfers of a return: receipt, replacement, forwarding [CO-57]."""

    _inherit = "stock.picking"

    quality_return_id = fields.Many2one(
        "quality.return",
        "Return Acceptance",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
