from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    quality_receipt_gate = fields.Selection(
        [
            ("zone", "Received into the inspection zone"),
            ("refuse", "Not received before they are inspected"),
        ],
        "Uninspected Goods",
        default="zone",
        required=True,
        help="What happens at receipt to goods of categories under inspection.",
    )
