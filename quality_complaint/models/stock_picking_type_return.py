from odoo import fields, models


class StockPickingType(models.Model):
    """Operations over the counter may take goods back without an acceptance [CO-65]."""

    _inherit = "stock.picking.type"

    returns_exempt = fields.Boolean(
        "Customer Returns without Acceptance",
        help="Goods that customers bring back by these operations are received without "
        "a return, e.g. over the counter.",
    )
