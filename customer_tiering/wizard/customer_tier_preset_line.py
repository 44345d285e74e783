from odoo import fields, models


class CustomerTierPresetLine(models.TransientModel):
    """One tier of the usual thresholds."""

    _name = "customer.tier.preset.line"
    _description = "Usual Tier Threshold"
    _order = "sequence, id"

    preset_id = fields.Many2one(
        "customer.tier.preset", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    name = fields.Char("Tier")
    usual_limit = fields.Float("Usual Limit (CNY)", digits=(16, 2))
    lower_limit = fields.Monetary("From")
    currency_id = fields.Many2one(related="preset_id.currency_id")
