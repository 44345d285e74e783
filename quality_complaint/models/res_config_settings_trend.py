from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_trend_days = fields.Integer(
        related="company_id.complaint_trend_days", readonly=False
    )
    complaint_trend_lot = fields.Integer(
        related="company_id.complaint_trend_lot", readonly=False
    )
    complaint_trend_product = fields.Integer(
        related="company_id.complaint_trend_product", readonly=False
    )
    complaint_trend_defect = fields.Integer(
        related="company_id.complaint_trend_defect", readonly=False
    )
