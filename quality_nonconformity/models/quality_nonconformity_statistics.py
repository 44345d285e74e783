from odoo import api, fields, models
from odoo.fields import Domain


class QualityNonconformityStatistics(models.Model):
    """Measures of the statistics: age, days until closed [NC-79]."""

    _name = "quality.nonconformity"
    _inherit = ["quality.nonconformity", "quality.mean.mixin"]
    _mean_domains = {"days_open": [("date_closed", "!=", False)]}

    defect_class_id = fields.Many2one(string="Class of Defects")
    age_days = fields.Integer(
        "Age (days)",
        compute="_compute_age_days",
        search="_search_age_days",
        help="Days since it was found, until it was closed.",
    )
    days_open = fields.Integer(
        "Days until Closed", compute="_compute_days_open", store=True, aggregator="avg"
    )

    @api.depends("date", "date_closed")
    def _compute_age_days(self):
        now = fields.Datetime.now()
        for record in self:
            end = record._get_company_day(record.date_closed or now)
            start = record.date and record._get_company_day(record.date)
            record.age_days = (end - start).days if start else 0

    def _search_age_days(self, operator, value):
        """Open ones by age: ``("age_days", ">", 30)`` is older than thirty days."""
        if operator not in (">", ">=", "<", "<="):
            return NotImplemented
        days = value - 1 if operator in (">=", "<") else value
        wanted = "<" if operator in (">", ">=") else ">="
        return self._get_open_domain() & Domain("date", wanted, f"today {-days:+d}d")

    @api.depends("date", "date_closed")
    def _compute_days_open(self):
        for record in self:
            closed = record.date_closed and record._get_company_day(record.date_closed)
            found = record._get_company_day(record.date) if closed else None
            record.days_open = (closed - found).days if closed else 0
