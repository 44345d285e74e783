from odoo import api, models


class QualityComplaint(models.Model):
    """The customer's tier on complaints; class and tier set the priority [CT-17]."""

    _name = "quality.complaint"
    _inherit = ["quality.complaint", "quality.customer.tier.mixin"]

    @api.depends("partner_id", "company_id")
    def _compute_priority(self):
        """No lower than what class and tier of the customer set."""
        result = super()._compute_priority()
        for company, records in self.grouped("company_id").items():
            for record in records.with_company(company):
                least = record.partner_id.complaint_priority or "0"
                record.priority = max(record.priority, least)
        return result
