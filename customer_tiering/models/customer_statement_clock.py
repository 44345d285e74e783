from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .customer_statement import CHECKING


class CustomerStatementClock(models.Model):
    """Working days by which a statement is handed in, checked and paid [CT-31]."""

    _inherit = "customer.statement"

    # the company's working hours and holidays are no secret
    date_submit_by = fields.Datetime(
        "Due by", compute="_compute_clock", compute_sudo=True
    )
    date_check_by = fields.Datetime(
        "To Check by", compute="_compute_clock", compute_sudo=True
    )
    date_pay_from = fields.Date(
        "Payment from", compute="_compute_clock", compute_sudo=True
    )
    is_late = fields.Boolean("Late", compute="_compute_late", search="_search_is_late")

    @api.depends("date_from", "company_id")
    def _compute_clock(self):
        clocks = {}
        for statement in self:
            key = (statement.company_id, statement.date_from)
            if all(key) and key not in clocks:
                clocks[key] = key[0]._get_statement_clock(key[1])
            submit, check, pay = clocks.get(key, (False, False, False))
            statement.date_submit_by = submit
            statement.date_check_by = check
            statement.date_pay_from = pay

    @api.depends("state", "date_submitted", "exception_by_id", "date_from")
    def _compute_late(self):
        now = fields.Datetime.now()
        for statement in self:
            due = statement._get_due_date()
            statement.is_late = bool(due and due < now)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        waiting = self._get_waiting_domain()
        late = Domain.FALSE
        months = self._read_group(waiting, ["company_id", "date_from:day"])
        for company, first in months:
            # the company's working hours are no secret
            submit, check, _pay = company.sudo()._get_statement_clock(first)
            of_month = Domain("company_id", "=", company.id) & Domain(
                "date_from", "=", first
            )
            new = Domain("state", "=", "draft") & Domain("date_submitted", "=", False)
            if submit and submit < now:
                late |= of_month & new
            if check and check < now:
                late |= of_month & ~new
        return waiting & late

    @api.model
    def _get_waiting_domain(self):
        """Statements whose clock runs: neither decided nor excepted from it."""
        return Domain("state", "in", ("draft", *CHECKING)) & Domain(
            "exception_by_id", "=", False
        )

    def _get_due_date(self):
        """Return by when the next step is due, or ``False`` where no clock runs.

        A returned statement was handed in once: it may come again until the checks
        end.
        """
        self.ensure_one()
        if self.exception_by_id or self.state not in ("draft", *CHECKING):
            return False
        if self.state == "draft" and not self.date_submitted:
            return self.date_submit_by
        return self.date_check_by

    def _check_in_time(self):
        """Refuse a step after its working day, unless an exception was granted.

        :raises UserError: late, or no working days can be planned
        """
        now = fields.Datetime.now()
        for statement in self:
            if not statement.date_pay_from:
                raise UserError(
                    self.env._(
                        "The working hours of %(company)s have too few working days "
                        "to plan %(name)s. Set the company's working hours.",
                        company=statement.company_id.name,
                        name=statement.name,
                    )
                )
            due = statement._get_due_date()
            if due and due < now:
                raise UserError(
                    self.env._(
                        "%(name)s was due by %(due)s and is blocked for this month. An "
                        "approver of the second level can grant an exception.",
                        name=statement.name,
                        due=fields.Datetime.to_string(
                            fields.Datetime.context_timestamp(statement, due)
                        ),
                    )
                )

    def _check_pay_day(self):
        """Payments begin on the working day after the checks [CT-31]."""
        for statement in self:
            start, today = statement.date_pay_from, fields.Date.context_today(statement)
            if not start or today < start:
                raise UserError(
                    self.env._(
                        "%(name)s is paid from %(day)s on, not before.",
                        name=statement.name,
                        day=fields.Date.to_string(start) if start else "?",
                    )
                )
