from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quality_receipt_gate = fields.Selection(
        related="company_id.quality_receipt_gate", readonly=False
    )
