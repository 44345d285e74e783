from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quality_hold_order_policy = fields.Selection(
        related="company_id.quality_hold_order_policy", readonly=False
    )
