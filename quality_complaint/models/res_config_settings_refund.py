from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quality_refund_gate = fields.Boolean(
        related="company_id.quality_refund_gate", readonly=False
    )
