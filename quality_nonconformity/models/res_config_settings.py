from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quality_zone_count_days = fields.Integer(
        related="company_id.quality_zone_count_days", readonly=False
    )
