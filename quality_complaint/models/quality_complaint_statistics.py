from odoo import api, fields, models
from odoo.fields import Domain


class QualityComplaintStatistics(models.Model):
    """Common points of complaints, and how long they take [CO-54, CO-55].

    Complaints are counted, enquiries and suggestions are not; nor are rejected ones
    and those that stand for a second call.
    """

    _name = "quality.complaint"
    _inherit = ["quality.complaint", "quality.pareto.mixin", "quality.mean.mixin"]
    _mean_domains = {
        "days_to_reply": [("date_replied", "!=", False)],
        "days_open": [("date_closed", "!=", False)],
    }

    _pareto_dimensions = (
        "kind_id",
        "subject",
        "channel",
        "level_id",
        "product_id",
        "defect_class_id",
        "defect_id",
        "cause_id",
        "responsible_party",
        "responsible_team_id",
        "accused_team_id",
        "commercial_partner_id",
        "relation",
        "justified",
        "customer_opinion",
        "team_id",
    )

    days_to_reply = fields.Integer(
        "Days until Reply", compute="_compute_days", store=True, aggregator="avg"
    )
    days_open = fields.Integer(
        "Days until Closed", compute="_compute_days", store=True, aggregator="avg"
    )

    @api.depends("date", "date_replied", "date_closed")
    def _compute_days(self):
        for record in self:
            record.days_to_reply = record._count_days(record.date_replied)
            record.days_open = record._count_days(record.date_closed)

    def _count_days(self, end):
        """Return the calendar days of the company from receipt to ``end``."""
        self.ensure_one()
        if not end or not self.date:
            return 0
        days = self._get_company_day(end) - self._get_company_day(self.date)
        return max(days.days, 0)

    @api.model
    def _get_counted_domain(self):
        """Complaints that statistics count."""
        return Domain("is_complaint", "=", True) & Domain("state", "!=", "rejected")

    @api.model
    def _get_pareto_domain(self):
        return super()._get_pareto_domain() & self._get_counted_domain()
