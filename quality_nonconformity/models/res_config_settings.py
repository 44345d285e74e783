from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quality_zone_count_days = fields.Integer(
        related="company_id.quality_zone_count_days", readonly=False
    )
    hold_four_eyes = fields.Boolean(
        "Four Eyes on Release",
        config_parameter="quality_nonconformity.hold_four_eyes",
        help="Who placed a hold may not release it.",
    )
