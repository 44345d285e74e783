from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_phone = fields.Char(related="company_id.complaint_phone", readonly=False)
    complaint_email = fields.Char(related="company_id.complaint_email", readonly=False)
    complaint_contact = fields.Char(
        related="company_id.complaint_contact", readonly=False
    )
    complaint_identity = fields.Boolean(
        related="company_id.complaint_identity", readonly=False
    )
    complaint_identity_days = fields.Integer(
        related="company_id.complaint_identity_days", readonly=False
    )
