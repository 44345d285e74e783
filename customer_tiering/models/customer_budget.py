from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CustomerBudget(models.Model):
    """Money set aside to win customers, line by line, for a period [CT-29].

    draft → approved → closed. What is approved stays: more money comes by another
    budget for the same period.
    """

    _name = "customer.budget"
    _description = "Acquisition Budget"
    _inherit = ["customer.money.mixin"]
    _order = "date_from desc, id desc"
    _frozen_states = ("approved", "closed")
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    user_id = fields.Many2one(string="Responsible")
    date_from = fields.Date("From", required=True, tracking=True)
    date_to = fields.Date("To", required=True, tracking=True)
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved"), ("closed", "Closed")],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        "Special Account",
        check_company=True,
        help="Where finance books the costs: the money is for nothing else.",
    )
    approver_id = fields.Many2one("res.users", "Approved by", readonly=True, copy=False)
    date_approved = fields.Date("Approved on", readonly=True, copy=False)
    line_ids = fields.One2many("customer.budget.line", "budget_id", "Lines", copy=True)
    amount_total = fields.Monetary("Total", compute="_compute_amounts")
    amount_free = fields.Monetary("Free", compute="_compute_amounts")
    note = fields.Text()

    _date_check = models.Constraint(
        "CHECK(date_from <= date_to)",
        "The budget ends before it begins: correct its dates.",
    )

    @api.depends("line_ids.amount", "line_ids.amount_free")
    def _compute_amounts(self):
        for budget in self:
            budget.amount_total = sum(budget.line_ids.mapped("amount"))
            budget.amount_free = sum(budget.line_ids.mapped("amount_free"))

    @api.model
    def _get_transitions(self):
        return {"draft": {"approved"}, "approved": {"closed"}}

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"approver_id", "date_approved"}

    def action_approve(self):
        self._approve()
        return True

    def action_close(self):
        self._close()
        return True

    def action_view_use(self):
        """Open the expense lines that draw on the budget."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_tiering.customer_expense_line_action"
        )
        action["domain"] = [("budget_line_id", "in", self.line_ids.ids)]
        return action

    def _approve(self):
        """draft → approved, by finance and never by who made it [CT-29].

        :raises AccessError: not in the finance role
        :raises UserError: his own budget, or no line with an amount
        """
        self._check_group("customer_tiering.group_tier_finance")
        self._check_not_own()
        for budget in self:
            if not budget.line_ids or budget.currency_id.is_zero(budget.amount_total):
                raise UserError(
                    self.env._(
                        "%(name)s has no money in it: add lines with amounts.",
                        name=budget.name,
                    )
                )
        self._set_state(
            "approved",
            approver_id=self.env.uid,
            date_approved=fields.Date.context_today(self),
        )

    def _close(self):
        """approved → closed: nothing new draws on it."""
        self._check_group("customer_tiering.group_tier_finance")
        self._set_state("closed")

    def _check_lines_open(self):
        if decided := self.filtered(lambda budget: budget.state != "draft"):
            raise UserError(
                self.env._(
                    "%(names)s is approved: its lines stay as they are. Make another "
                    "budget for the same period.",
                    names=", ".join(decided.mapped("name")),
                )
            )

    @api.model
    def _get_open_domain(self, company, day):
        """Budgets that can be drawn on: approved and of that day."""
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "approved")
            & Domain("date_from", "<=", day)
            & Domain("date_to", ">=", day)
        )
