from odoo import fields, models


class ResConfigSettingsPlan(models.TransientModel):
    _inherit = "res.config.settings"

    customer_plan_limit = fields.Monetary(
        related="company_id.customer_plan_limit",
        readonly=False,
        currency_field="currency_id",
    )
    customer_plan_votes = fields.Integer(
        related="company_id.customer_plan_votes", readonly=False
    )
