from odoo import fields, models


class ResConfigSettingsFile(models.TransientModel):
    _inherit = "res.config.settings"

    customer_file_min_percent = fields.Float(
        related="company_id.customer_file_min_percent", readonly=False
    )
    customer_file_max_days = fields.Integer(
        related="company_id.customer_file_max_days", readonly=False
    )
    customer_contact_max_days = fields.Integer(
        related="company_id.customer_contact_max_days", readonly=False
    )
