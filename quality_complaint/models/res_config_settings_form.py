from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_form = fields.Boolean(related="company_id.complaint_form", readonly=False)
    complaint_qr_slip = fields.Boolean(
        related="company_id.complaint_qr_slip", readonly=False
    )
    complaint_ask_rating = fields.Boolean(
        related="company_id.complaint_ask_rating", readonly=False
    )
    complaint_form_url = fields.Char(related="company_id.complaint_form_url")
