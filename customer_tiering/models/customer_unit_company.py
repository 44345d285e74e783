from odoo import fields, models


class ResCompany(models.Model):
    """Settings of territory, letters, filings and protection [CT-08 to CT-11]."""

    _inherit = "res.company"

    letter_notice_days = fields.Integer(
        "Notice before a Letter ends (days)",
        default=30,
        help="A reminder is given that long before a letter of authorization ends.",
    )
    filing_days = fields.Integer(
        "Acknowledge Filings within (days)",
        default=10,
        help="Filings that wait longer are late. The rule itself names no number.",
    )
    customer_protection = fields.Selection(
        [
            ("none", "Nobody is told"),
            ("tell", "Others are told"),
            ("leave", "Others are told and need leave to confirm orders"),
        ],
        "Protection of registered Customers",
        default="leave",
        required=True,
    )

    _letter_notice_check = models.Constraint(
        "CHECK(letter_notice_days >= 0 AND filing_days >= 0)",
        "Days of notice are zero or more.",
    )
