from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quality_emergency_function_id = fields.Many2one(
        related="company_id.quality_emergency_function_id", readonly=False
    )
    quality_supplier_applies = fields.Boolean(
        related="company_id.quality_supplier_applies", readonly=False
    )
    quality_scrap_gate = fields.Boolean(
        related="company_id.quality_scrap_gate", readonly=False
    )
    quality_scrap_limit = fields.Monetary(
        related="company_id.quality_scrap_limit",
        readonly=False,
        currency_field="company_currency_id",
    )
