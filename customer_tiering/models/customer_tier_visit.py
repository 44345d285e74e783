from odoo import models


class CustomerTierVisit(models.Model):
    """How long a key account may go without a visit [CT-15, CT-36]."""

    _inherit = "customer.tier"

    def _get_visit_days(self):
        """Return the days of this tier, else those of its company."""
        company = self.company_id or self.env.company
        return self.visit_interval_days or company.tier_visit_days
