from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quality_repeat_days = fields.Integer(
        related="company_id.quality_repeat_days", readonly=False
    )
    quality_repeat_threshold = fields.Integer(
        related="company_id.quality_repeat_threshold", readonly=False
    )
