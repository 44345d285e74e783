from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Limits of expenses and days of the monthly statement."""

    _inherit = "res.config.settings"

    tier_expense_second_amount = fields.Monetary(
        related="company_id.tier_expense_second_amount", readonly=False
    )
    tier_expense_release = fields.Selection(
        related="company_id.tier_expense_release", readonly=False
    )
    tier_expense_rate = fields.Float(
        related="company_id.tier_expense_rate", readonly=False
    )
    tier_advance_limit = fields.Monetary(
        related="company_id.tier_advance_limit", readonly=False
    )
    tier_statement_submit_day = fields.Integer(
        related="company_id.tier_statement_submit_day", readonly=False
    )
    tier_statement_check_day = fields.Integer(
        related="company_id.tier_statement_check_day", readonly=False
    )
    tier_statement_pay_day = fields.Integer(
        related="company_id.tier_statement_pay_day", readonly=False
    )
    tier_statement_auto = fields.Boolean(
        related="company_id.tier_statement_auto", readonly=False
    )
    tier_statement_clerk_id = fields.Many2one(
        related="company_id.tier_statement_clerk_id", readonly=False
    )
    tier_statement_finance_id = fields.Many2one(
        related="company_id.tier_statement_finance_id", readonly=False
    )
    tier_draw_count = fields.Integer(
        related="company_id.tier_draw_count", readonly=False
    )
