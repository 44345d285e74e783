from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of letters, filings and the protection of registered customers."""

    _inherit = "res.config.settings"

    letter_notice_days = fields.Integer(
        related="company_id.letter_notice_days", readonly=False
    )
    filing_days = fields.Integer(related="company_id.filing_days", readonly=False)
    customer_protection = fields.Selection(
        related="company_id.customer_protection", readonly=False, required=True
    )
