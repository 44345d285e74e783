from odoo import api, fields, models


class ResConfigSettingsTier(models.TransientModel):
    """Key accounts in the settings of sales."""

    _inherit = "res.config.settings"

    tier_visit_days = fields.Integer(
        related="company_id.tier_visit_days", readonly=False
    )
    tier_program_id = fields.Many2one(
        "customer.tier.program", "Main Program", compute="_compute_tier_program_id"
    )

    @api.depends("company_id")
    def _compute_tier_program_id(self):
        for settings in self:
            partners = self.env["res.partner"].with_company(settings.company_id)
            settings.tier_program_id = partners._get_main_program()

    def action_tier_program(self):
        """Open the main program of the company, or offer to make one."""
        self.ensure_one()
        if not self.tier_program_id:
            return self.env["customer.tier.program"].action_load_preset()
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.tier.program",
            "res_id": self.tier_program_id.id,
            "views": [(False, "form")],
        }
