from odoo import fields, models


class ResCompany(models.Model):
    """Whether money goes back without a form [CO-71]."""

    _inherit = "res.company"

    quality_refund_gate = fields.Boolean(
        "Refunds only by Return Acceptance",
        default=True,
        help="Credit notes for delivered goods need a confirmed return acceptance form.",
    )
