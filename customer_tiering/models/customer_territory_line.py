from odoo import fields, models


class CustomerTerritoryLine(models.Model):
    """What a customer bought in one region, as the decision found it [CT-12]."""

    _name = "customer.territory.line"
    _description = "Revenue in a Region"
    _order = "revenue desc, id"
    _rec_name = "unit_id"

    decision_id = fields.Many2one(
        "customer.territory", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="decision_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="decision_id.currency_id")
    unit_id = fields.Many2one(
        "customer.unit", "Region", required=True, index=True, ondelete="restrict"
    )
    revenue = fields.Monetary()
