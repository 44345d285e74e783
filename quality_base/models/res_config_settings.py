from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quality_sector = fields.Selection(
        related="company_id.quality_sector", readonly=False, required=True
    )
    quality_immediate_hours = fields.Float(
        related="company_id.quality_immediate_hours", readonly=False
    )
    quality_calendar_id = fields.Many2one(
        related="company_id.quality_calendar_id", readonly=False
    )
