from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .customer_statement import CHECKING

TODO = "mail.mail_activity_data_todo"


class CustomerStatementCron(models.Model):
    """What happens by itself: new statements, tasks, void statements [CT-31]."""

    _inherit = "customer.statement"

    @api.model
    def _cron_clock(self):
        """Open last month's statements, void unsigned ones, remind of late ones."""
        self._open_month(fields.Date.context_today(self))
        cron = self.env["ir.cron"]
        waiting = self.search(self._get_waiting_domain() & Domain("is_late", "=", True))
        cron._commit_progress(remaining=len(waiting))
        for statement in waiting:
            statement = statement.try_lock_for_update().filtered("is_late")
            if not statement:
                continue  # somebody has it open, or it is done
            if statement.state in CHECKING:
                statement._void()
            else:
                statement._remind_late()
            if not cron._commit_progress(1):
                break

    @api.model
    def _open_month(self, today):
        """Open last month's statement for every salesperson with documents in it.

        In companies that want it; who has one already gets no second one.
        """
        first = today + relativedelta(months=-1, day=1)
        last = first + relativedelta(day=31)
        companies = self.env["res.company"].search([("tier_statement_auto", "=", True)])
        rows = self._get_busy(companies, first, last)
        known = set(
            self._read_group(
                [("company_id", "in", companies.ids), ("date_from", "=", first)],
                ["user_id", "company_id"],
            )
        )
        statements = self.create(
            [
                {"user_id": user.id, "company_id": company.id, "month": first}
                for user, company in sorted(
                    set(rows) - known, key=lambda pair: (pair[1].id, pair[0].id)
                )
            ]
        )
        statements._fill()
        statements._ask_next()

    @api.model
    def _get_busy(self, companies, first, last):
        """Return ``(user, company)`` of who sold or had expenses released."""
        rows = self.env["account.move"]._read_group(
            [
                ("company_id", "in", companies.ids),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("invoice_date", ">=", first),
                ("invoice_date", "<=", last),
                ("invoice_user_id", "!=", False),
                ("invoice_user_id.active", "=", True),
            ],
            ["invoice_user_id", "company_id"],
        )
        rows += self.env["customer.expense.release"]._read_group(
            [
                ("company_id", "in", companies.ids),
                ("statement_id", "=", False),
                ("date", "<=", last),
            ],
            ["user_id", "company_id"],
        )
        return rows

    def _remind_late(self):
        """Tell the leader of the team, once, that the statement was not handed in."""
        for statement in self:
            leader = statement.team_id.user_id or statement.user_id
            if leader in statement.activity_ids.user_id - statement.user_id:
                continue
            if leader == statement.user_id and statement.activity_ids:
                continue
            statement.activity_schedule(
                TODO,
                date_deadline=fields.Date.context_today(statement),
                summary=self.env._("Late: monthly statement not handed in"),
                user_id=leader.id,
            )

    def _ask_next(self):
        """Close the old task and give one to whose turn it is now."""
        self.activity_unlink([TODO])
        for statement in self:
            user, summary, day = statement._get_task()
            if user and statement._may_read(user):
                statement.activity_schedule(
                    TODO, date_deadline=day, summary=summary, user_id=user.id
                )

    def _get_task(self):
        """Return ``(user, what to do, by when)`` of the step that comes next."""
        self.ensure_one()
        company = self.company_id.sudo()  # who checks is no secret to the salesperson
        local = self._get_local_day
        due = local(self.date_check_by) if self.date_check_by else False
        hand_in = local(self.date_submit_by) if self.date_submit_by else False
        none = self.env["res.users"]
        return {
            "draft": (self.user_id, self.env._("Hand in the statement"), hand_in),
            "submitted": (
                company.tier_statement_clerk_id,
                self.env._("Check the statement as clerk"),
                due,
            ),
            "clerk": (
                self.team_id.user_id,
                self.env._("Check the statement as sales manager"),
                due,
            ),
            "manager": (
                company.tier_statement_finance_id,
                self.env._("Check the statement for finance"),
                due,
            ),
            "approved": (
                company.tier_statement_finance_id,
                self.env._("Pay the statement"),
                self.date_pay_from,
            ),
            "void": (self.user_id, self.env._("Void: ask for an exception"), False),
        }.get(self.state, (none, "", False))

    def _may_read(self, user):
        """Say whether the user could open the task at all."""
        return self.with_user(user).has_access("read")
