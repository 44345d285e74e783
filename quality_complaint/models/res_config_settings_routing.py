from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_neutral_team_id = fields.Many2one(
        related="company_id.complaint_neutral_team_id", readonly=False
    )
    complaint_local_scope = fields.Selection(
        related="company_id.complaint_local_scope", readonly=False, required=True
    )
