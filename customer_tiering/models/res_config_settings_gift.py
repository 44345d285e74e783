from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    gift_limit_gift = fields.Monetary(
        related="company_id.gift_limit_gift",
        readonly=False,
        currency_field="currency_id",
    )
    gift_limit_recipient = fields.Monetary(
        related="company_id.gift_limit_recipient",
        readonly=False,
        currency_field="currency_id",
    )
    gift_limit_year = fields.Monetary(
        related="company_id.gift_limit_year",
        readonly=False,
        currency_field="currency_id",
    )
    gift_limit_official = fields.Monetary(
        related="company_id.gift_limit_official",
        readonly=False,
        currency_field="currency_id",
    )
    gift_over_limit = fields.Selection(
        related="company_id.gift_over_limit", readonly=False, required=True
    )
    gift_split_days = fields.Integer(
        related="company_id.gift_split_days", readonly=False
    )
    gift_compliance_id = fields.Many2one(
        related="company_id.gift_compliance_id", readonly=False
    )
    gift_check_count = fields.Integer(
        related="company_id.gift_check_count", readonly=False
    )
