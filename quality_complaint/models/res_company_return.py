from odoo import fields, models


class ResCompany(models.Model):
    """Whether customers' goods come back on an accepted return only [CO-65]."""

    _inherit = "res.company"

    quality_return_gate = fields.Boolean(
        "Customer Returns need an Acceptance",
        default=True,
        help="Goods of customers are received only on a return with all its approvals, "
        "into the returns zone.",
    )
