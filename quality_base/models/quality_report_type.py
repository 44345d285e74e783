from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.clock import NotDeterminable, Rule, due, local_instant
from ..tools.period import period_before, period_of, periods_until
from .quality_deadline_policy import UNITS

PERIODS = [
    ("daily", "Daily"),
    ("weekly", "Weekly"),
    ("monthly", "Monthly"),
    ("quarterly", "Quarterly"),
    ("half_yearly", "Half-yearly"),
    ("yearly", "Yearly"),
    ("event", "Per event"),
]
WEEKDAYS = [
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("7", "Sunday"),
]


class QualityReportType(models.Model):
    """An entry of the report catalogue: who reports what to whom, and when [XX-23].

    An addon adds a data source by ``source`` (``selection_add``) and a method
    ``_compute_figures_<source>`` on quality.report that returns its sections.
    """

    _name = "quality.report.type"
    _description = "Type of Periodic Report"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    title_zh = fields.Char("Chinese Title", help="Printed on each report.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: due in every company."
    )
    period = fields.Selection(PERIODS, required=True, default="monthly", tracking=True)
    weekday = fields.Selection(
        WEEKDAYS, "Week ends on", default="5", help="Weekly reports end on this day."
    )
    last_month = fields.Integer(
        "Year ends in Month",
        default=12,
        help="10: the year runs to the end of October.",
    )
    author_team_id = fields.Many2one(
        "quality.team",
        index="btree_not_null",
        tracking=True,
        help="An entry for every company may name the team of one: the reports of the "
        "others then get their team by hand, or an entry of their own.",
    )
    author_id = fields.Many2one(
        "res.users", index="btree_not_null", help="Empty: the team's head."
    )
    reader_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        help="Empty: the head above the author's team.",
    )
    due_amount = fields.Float(default=3.0, tracking=True, aggregator=None)
    due_unit = fields.Selection(
        UNITS, required=True, default="working_days", tracking=True
    )
    calendar_id = fields.Many2one(
        "quality.calendar", help="Working days; empty: the company's."
    )
    lead_days = fields.Integer(
        "Open ahead (days)",
        help="The draft appears so many days before its period ends.",
    )
    source = fields.Selection(
        [
            ("deadline_timeliness", "Timeliness of deadlines"),
            ("capa_status", "Corrective and preventive actions"),
            ("management_review", "Management review"),
        ],
        "Figures",
        help="Computed from records; empty: text only.",
    )
    preset = fields.Selection(
        lambda self: self.env["res.company"]._fields["quality_sector"].selection,
        "Sector",
        help="Due only in companies with this sector preset. Empty: always.",
    )
    guide = fields.Text(translate=True, help="What the author should write about.")
    report_ids = fields.One2many("quality.report", "report_type_id", "Reports")

    _lead_check = models.Constraint(
        "CHECK(lead_days >= 0)", "Open ahead: 0 or more days."
    )
    _month_check = models.Constraint(
        "CHECK(last_month BETWEEN 1 AND 12)", "The year ends in a month from 1 to 12."
    )

    @api.constrains("company_id", "author_team_id")
    def _check_team_company(self):
        for record in self.filtered("company_id"):
            if record.author_team_id != record._get_author_team(record.company_id):
                raise ValidationError(
                    self.env._(
                        "%(team)s belongs to another company than the report: choose a "
                        "team of %(company)s.",
                        team=record.author_team_id.name,
                        company=record.company_id.name,
                    )
                )

    @api.constrains("reader_id", "author_id")
    def _check_reader(self):
        for record in self:
            if record.reader_id and record.reader_id == record.author_id:
                raise ValidationError(
                    self.env._("A report is read by someone else than its author.")
                )

    def action_open_reports(self):
        self.ensure_one()
        return {
            "name": self.name,
            "type": "ir.actions.act_window",
            "res_model": "quality.report",
            "view_mode": "list,form,pivot,graph",
            "domain": [("report_type_id", "=", self.id)],
            "context": {"default_report_type_id": self.id},
        }

    def _period_of(self, day):
        return period_of(day, *self._get_period_args())

    def _get_period_args(self):
        self.ensure_one()
        return self.period, int(self.weekday or 7), self.last_month

    def _get_companies(self):
        """Return the companies in which this type is due."""
        self.ensure_one()
        companies = self.company_id or self.env["res.company"].search(
            [("active", "=", True)]
        )
        return companies.filtered(
            lambda company: self.preset in (False, company.quality_sector)
        )

    def _create_due_reports(self, company, today):
        """Create what is missing for ``company`` until ``today``; return the reports.

        Running it again creates nothing: a period exists once per type and company.
        """
        self.ensure_one()
        self._retry_due_dates(company)
        missing = self._get_missing_periods(company, today)
        vals = [self._prepare_report_vals(company, *bounds) for bounds in missing]
        reports = self.env["quality.report"].with_company(company).create(vals)
        for report in reports:
            report._refresh_figures()
            report._schedule_author()
        return reports

    def _retry_due_dates(self, company):
        """Determine due dates that waited for a year of the working calendar."""
        domain = Domain("report_type_id", "=", self.id) & Domain("date_due", "=", False)
        domain &= Domain("company_id", "=", company.id) & Domain("state", "=", "draft")
        for report in self.env["quality.report"].search(domain):
            report.date_due = self._get_date_due(company, report.date_to)

    def _get_missing_periods(self, company, today):
        until = today + timedelta(days=self.lead_days)
        domain = [("report_type_id", "=", self.id), ("company_id", "=", company.id)]
        last = self.env["quality.report"].search(domain, order="date_to desc", limit=1)
        args = self._get_period_args()
        if last:
            start = last.date_to + timedelta(days=1)
        elif self._period_of(until)[1] == until:
            start = until
        else:
            start = period_before(until, *args)[0]
        found = periods_until(start, until, *args)
        return [bounds for bounds in found if self._is_reported(company, *bounds)]

    def _is_reported(self, company, date_from, date_to):
        """Daily reports skip the days known to be free."""
        calendar = self._get_calendar(company)
        if self.period != "daily" or not calendar:
            return True
        try:
            return calendar._get_work_calendar().is_working(date_to)
        except NotDeterminable:
            return True

    def _prepare_report_vals(self, company, date_from, date_to):
        self.ensure_one()
        return {
            "report_type_id": self.id,
            "company_id": company.id,
            "date_from": date_from,
            "date_to": date_to,
        }

    def _get_author_team(self, company):
        """Return the author's team if it belongs to ``company``."""
        return self.author_team_id.filtered(
            lambda team: not team.company_id or team.company_id == company
        )

    def _get_calendar(self, company):
        """Return the calendar that counts for the due date, possibly empty."""
        return self.calendar_id or company.quality_calendar_id

    def _get_date_due(self, company, date_to):
        """Return the local day on which the report on a period is due.

        :return: a date, or False when the calendar does not cover the year yet
        """
        self.ensure_one()
        calendar = self._get_calendar(company)
        tz = calendar.tz or company.partner_id.tz or "UTC"
        rule = Rule(self.due_unit, self.due_amount)
        zone = ZoneInfo(tz)
        start = local_instant(date_to, None, zone)
        days = calendar._get_work_calendar() if calendar else None
        try:
            instant = due(start, rule, zone, days)
        except NotDeterminable:
            return False
        return instant.astimezone(zone).date()

    @api.model
    def _cron_create_reports(self):
        """Create the due reports of each type and company; resumable, repeatable."""
        types = self.search(Domain("period", "!=", "event"))
        pairs = [
            (report_type, company)
            for report_type in types
            for company in report_type._get_companies()
        ]
        self.env["ir.cron"]._commit_progress(remaining=len(pairs))
        for report_type, company in pairs:
            locked = report_type.try_lock_for_update()
            local = locked.with_context(tz=company.partner_id.tz or "UTC")
            if locked:
                local._create_due_reports(company, fields.Date.context_today(local))
            if not self.env["ir.cron"]._commit_progress(1):
                break
