from odoo import fields, models
from odoo.exceptions import UserError

FIRST = "customer_tiering.group_tier_city"
SECOND = "customer_tiering.group_tier_province"
TODO = "mail.mail_activity_data_todo"


class CustomerExpenseFlow(models.Model):
    """Handing in and approving of expense requests by levels [CT-30]."""

    _inherit = "customer.expense.request"
    _reason_steps = ("_refuse", "_grant_exception")

    def action_submit(self):
        self._submit()
        return True

    def action_approve(self):
        for request in self:
            if request.state == "checked":
                request._approve_second()
            else:
                request._approve_first()
        return True

    def action_cancel(self):
        self._cancel()
        return True

    def action_refuse(self):
        return self._ask_reason("_refuse", self.env._("Refuse"))

    def _submit(self):
        """draft → submitted: only before the customer's contract [CT-30].

        :raises UserError: there is a contract; or lines, purpose, budget are missing
        """
        self._check_own()
        self._check_before_contract()
        for request in self:
            request._check_complete()
        self._check_budget()
        self._set_state("submitted", date_submitted=fields.Datetime.now())
        self._ask_leader()

    def _ask_leader(self):
        """Give the leader of the team the task to decide, where he may."""
        group = self.env.ref(FIRST).sudo()  # who may decide is no secret
        for request in self:
            leader = request.team_id.user_id
            if leader in group.all_user_ids - request.user_id:
                request.activity_schedule(
                    TODO,
                    summary=self.env._("Decide on acquisition expenses"),
                    user_id=leader.id,
                )

    def _check_before_contract(self):
        if void := self.filtered("has_contract"):
            raise UserError(
                self.env._(
                    "%(names)s is void: %(customer)s has a confirmed order, a signed "
                    "agreement or an invoice already. Expenses to win a customer are "
                    "asked for before the contract.",
                    names=", ".join(void.mapped("name")),
                    customer=void[0].commercial_partner_id.display_name,
                )
            )

    def _check_complete(self):
        self.ensure_one()
        if not (self.purpose or "").strip() or not self.line_ids:
            raise UserError(
                self.env._(
                    "%(name)s needs a purpose and at least one line with a cost.",
                    name=self.name,
                )
            )
        for line in self.line_ids:
            budget = line.budget_line_id
            if not budget or not budget._covers(line):
                raise UserError(
                    self.env._(
                        "“%(line)s” of %(name)s has no budget line for such a cost. "
                        "Choose one, or have finance approve a budget first.",
                        line=line.name,
                        name=self.name,
                    )
                )
            if budget.standard and line.price_unit > budget.standard:
                raise UserError(
                    self.env._(
                        "“%(line)s” costs more a unit than the standard of %(limit)s "
                        "in “%(budget)s”. Lower it, or ask for another standard.",
                        line=line.name,
                        limit=budget.standard,
                        budget=budget.display_name,
                    )
                )

    def _check_budget(self):
        """Refuse more than is free; with the requests at hand counted once.

        :raises UserError: names the budget line and what is left in it
        """
        today = fields.Date.context_today(self)
        budgets = self.line_ids.budget_line_id
        self._claim_rows(budgets)
        use = budgets._get_use()
        planned = self.line_ids.grouped("budget_line_id")
        for budget in budgets:
            lines = planned[budget]
            if budget.state != "approved" or not (
                budget.date_from <= today <= budget.date_to
            ):
                raise UserError(
                    self.env._(
                        "“%(budget)s” is not approved for today: choose another line.",
                        budget=budget.display_name,
                    )
                )
            held = sum(lines.filtered(lambda r: r.state != "draft").mapped("amount"))
            taken = sum(use.get(budget, (0.0, 0.0))) - held
            wanted = sum(lines.mapped("amount"))
            left = budget.amount - taken
            if budget.currency_id.compare_amounts(wanted, left) > 0:
                raise UserError(
                    self.env._(
                        "“%(budget)s” has %(free)s left, %(wanted)s are asked for. Ask "
                        "for less, or have finance approve more money.",
                        budget=budget.display_name,
                        free=budget.currency_id.format(left),
                        wanted=budget.currency_id.format(wanted),
                    )
                )

    def _approve_first(self):
        """submitted → approved, or checked where a second level must follow.

        :raises AccessError: not an approver
        :raises UserError: his own request, or the budget is used up meanwhile
        """
        self.ensure_one()
        self._check_group(FIRST)
        self._check_not_own()
        self._check_budget()
        today = fields.Date.context_today(self)
        limit = self.company_id.tier_expense_second_amount
        final = self.currency_id.compare_amounts(self.amount_total, limit) <= 0
        vals = {"superior_id": self.env.uid, "date_superior": today}
        if final:
            self._set_state("approved", date_approved=today, **vals)
        else:
            self._set_state("checked", **vals)
        self.activity_feedback([TODO])

    def _approve_second(self):
        """checked → approved, by somebody of the second level."""
        self.ensure_one()
        self._check_group(SECOND)
        self._check_not_own("superior_id")
        self._check_budget()
        self._set_state(
            "approved",
            second_id=self.env.uid,
            date_approved=fields.Date.context_today(self),
        )

    def _refuse(self, reason):
        """submitted or checked → refused, with a reason."""
        self._check_group(FIRST)
        self._check_not_own()
        reason = self._check_reason(reason)
        self._set_state("refused", refusal_reason=reason)
        self.activity_feedback([TODO])

    def _cancel(self):
        """Withdraw a request; money still out must come back first."""
        self._check_own()
        if out := self.filtered("amount_advanced"):
            raise UserError(
                self.env._(
                    "Advances of %(names)s are still open: give them back first.",
                    names=", ".join(out.mapped("name")),
                )
            )
        self._set_state("cancelled")
        self.activity_unlink([TODO])
