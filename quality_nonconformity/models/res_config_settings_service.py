from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quality_service_grades = fields.Selection(
        related="company_id.quality_service_grades", readonly=False, required=True
    )
    quality_score = fields.Boolean(related="company_id.quality_score", readonly=False)
