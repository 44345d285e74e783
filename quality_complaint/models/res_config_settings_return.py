from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quality_return_gate = fields.Boolean(
        related="company_id.quality_return_gate", readonly=False
    )
