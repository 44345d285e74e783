from datetime import datetime, time

from dateutil.relativedelta import relativedelta
from pytz import timezone, utc

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.workday import nth_working_day


class ResCompany(models.Model):
    """Limits of acquisition expenses and days of the monthly statement."""

    _inherit = "res.company"

    tier_expense_second_amount = fields.Monetary(
        "Second Approval above",
        help="Expense requests above this amount need a second approver [CT-30].",
    )
    tier_expense_release = fields.Selection(
        [
            ("full", "After payment"),
            ("proportional", "In proportion to the collection rate"),
        ],
        "Release of Expenses",
        default="full",
        required=True,
        help="After payment: once the paid share of the customer's invoices reaches "
        "the rate. In proportion: that share of the documented costs [CT-29].",
    )
    tier_expense_rate = fields.Float(
        "Collection Rate Needed (%)",
        default=100.0,
        help="Share of the customer's posted invoices that must be paid.",
    )
    tier_advance_limit = fields.Monetary(
        "Advance Limit",
        default=3000,
        help="Open advances of one salesperson, together [CT-33].",
    )
    tier_statement_submit_day = fields.Integer(
        "Statement Due on Working Day", default=3
    )
    tier_statement_check_day = fields.Integer("Checked by Working Day", default=8)
    tier_statement_pay_day = fields.Integer("Paid from Working Day", default=9)
    tier_statement_auto = fields.Boolean(
        "Prepare Statements Monthly",
        help="Each month opens a statement for every salesperson with invoices.",
    )
    tier_statement_clerk_id = fields.Many2one("res.users", "Statement Clerk")
    tier_statement_finance_id = fields.Many2one("res.users", "Statement Finance")
    tier_draw_count = fields.Integer(
        "Customers Drawn",
        default=3,
        help="Customers of a paid statement drawn at random for a check [CT-33].",
    )

    @api.constrains(
        "tier_statement_submit_day",
        "tier_statement_check_day",
        "tier_statement_pay_day",
    )
    def _check_tier_days(self):
        for company in self:
            submit, check, pay = company._get_tier_days()
            if not 1 <= submit < check < pay <= 20:
                raise ValidationError(
                    self.env._(
                        "The working days of a statement follow each other from 1 to "
                        "20: first handed in, then checked, then paid. Correct them."
                    )
                )

    @api.constrains(
        "tier_expense_rate",
        "tier_expense_second_amount",
        "tier_advance_limit",
        "tier_draw_count",
    )
    def _check_tier_limits(self):
        for company in self:
            if not 0 <= company.tier_expense_rate <= 100:
                raise ValidationError(
                    self.env._("A collection rate is from 0 to 100 percent.")
                )
            amounts = (
                company.tier_expense_second_amount,
                company.tier_advance_limit,
                company.tier_draw_count,
            )
            if min(amounts) < 0:
                raise ValidationError(
                    self.env._("Limits and numbers of customers are zero or more.")
                )

    def _get_tier_days(self):
        return (
            self.tier_statement_submit_day,
            self.tier_statement_check_day,
            self.tier_statement_pay_day,
        )

    def _get_statement_clock(self, first):
        """Return when the statement of a month is due, by the company's calendar.

        Public holidays (leaves of the calendar without a resource) are no working
        days; the close of work is the end of the day's last interval [CT-31].

        :param date first: first day of the statement's month
        :return: ``(submit_by, check_by, pay_from)``: two naive UTC datetimes, a date;
            all ``False`` where the calendar is missing or has too few working days
        """
        self.ensure_one()
        calendar = self.resource_calendar_id
        zone = timezone(calendar.tz or "UTC")
        start = zone.localize(
            datetime.combine(first + relativedelta(months=1, day=1), time.min)
        )
        end = start + relativedelta(days=75)
        intervals = []
        if calendar:
            found = calendar._work_intervals_batch(
                start,
                end,
                domain=[
                    ("time_type", "=", "leave"),
                    ("company_id", "in", [False, self.id]),
                ],
            )[False]
            intervals = [(begin, stop) for begin, stop, _meta in found]
        days = [nth_working_day(intervals, number) for number in self._get_tier_days()]
        if not days[-1][0]:
            return False, False, False
        closing = [day[1].astimezone(utc).replace(tzinfo=None) for day in days[:2]]
        return closing[0], closing[1], days[2][0]
