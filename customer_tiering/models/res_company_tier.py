from odoo import fields, models


class ResCompanyTier(models.Model):
    """Settings of key accounts, and the company's main program."""

    _inherit = "res.company"

    tier_visit_days = fields.Integer(
        "Visit Key Accounts within",
        default=90,
        help="Key accounts without a visit for so many days are listed, unless their "
        "tier says otherwise [CT-36].",
    )

    _tier_visit_check = models.Constraint(
        "CHECK(tier_visit_days > 0)",
        "Key accounts are visited within a number of days above zero.",
    )
