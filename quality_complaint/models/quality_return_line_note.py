from odoo import api, fields, models

from .quality_return_line_ratio import AMOUNT_GROUPS


class QualityReturnLine(models.Model):
    """Pieces and amount of what came back, as the customer is told [CO-74]."""

    _inherit = "quality.return.line"

    received_amount = fields.Monetary(
        "Amount Received",
        compute="_compute_received_amount",
        compute_sudo=True,
        store=True,
        groups=AMOUNT_GROUPS,
        help="What the goods received were sold for, untaxed.",
    )

    @api.depends("price_unit", "received_quantity")
    def _compute_received_amount(self):
        for line in self:
            line.received_amount = line.price_unit * line.received_quantity
