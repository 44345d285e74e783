from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    quality_hold_order_policy = fields.Selection(
        [("warn", "Warn"), ("block", "Block")],
        "Orders of Goods on Hold",
        default="warn",
        required=True,
        help="What happens when an order of a product that is on hold as a whole is "
        "confirmed.",
    )
