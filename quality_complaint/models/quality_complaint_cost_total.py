from odoo import api, fields, models

#: money is told to those who handle complaints, and to the auditors
MONEY_GROUPS = (
    "quality_complaint.group_complaint_user,quality_base.group_quality_auditor"
)


class QualityComplaintCostTotal(models.Model):
    """Sum of the costs of a complaint [CO-48]."""

    _inherit = "quality.complaint"

    _pareto_cost = "cost_total"

    currency_id = fields.Many2one(related="company_id.currency_id")
    cost_ids = fields.One2many(
        "quality.complaint.cost",
        "complaint_id",
        "Costs",
        copy=False,
        groups=MONEY_GROUPS,
    )
    cost_total = fields.Monetary(
        "Cost", compute="_compute_cost_total", store=True, groups=MONEY_GROUPS
    )

    @api.depends("cost_ids.amount")
    def _compute_cost_total(self):
        for record in self:
            record.cost_total = sum(record.cost_ids.mapped("amount"))

    @api.model
    def _get_unfrozen_fields(self):
        """Freight and compensation are known later than the case is closed."""
        return super()._get_unfrozen_fields() | {"cost_ids"}
