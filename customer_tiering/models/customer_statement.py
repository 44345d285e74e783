from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: states in which the three checks are under way
CHECKING = ("submitted", "clerk", "manager")


class CustomerStatement(models.Model):
    """A salesperson's month: purchases, payments and expenses [CT-31 to CT-34].

    draft → submitted → clerk → manager → approved (finance) → paid; void where a
    signature is missing in time. One record for finance and sales: nothing changes
    once it is handed in.
    """

    _name = "customer.statement"
    _description = "Monthly Statement"
    _inherit = ["customer.money.mixin"]
    _order = "date_from desc, id desc"
    _frozen_states = (*CHECKING, "approved", "paid", "void")
    _check_company_auto = True

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    month = fields.Date(
        required=True,
        default=lambda self: self._get_last_month(),
        help="Any day of the month that is stated.",
    )
    date_from = fields.Date(
        "From", compute="_compute_dates", store=True, precompute=True, index=True
    )
    date_to = fields.Date("To", compute="_compute_dates", store=True, precompute=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("clerk", "Checked by Clerk"),
            ("manager", "Checked by Sales Manager"),
            ("approved", "Approved by Finance"),
            ("paid", "Paid"),
            ("void", "Void"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
        group_expand=True,
    )
    note = fields.Text()
    line_ids = fields.One2many("customer.statement.line", "statement_id", "Customers")
    release_ids = fields.One2many(
        "customer.expense.release", "statement_id", "Released Expenses", readonly=True
    )
    request_ids = fields.Many2many(
        "customer.expense.request",
        compute="_compute_request_ids",
        string="New Customer Requests",
    )
    draw_ids = fields.One2many("customer.statement.draw", "statement_id", "Spot Check")
    amount_purchase = fields.Monetary(
        "Purchases", compute="_compute_amounts", store=True
    )
    amount_paid = fields.Monetary("Payments", compute="_compute_amounts", store=True)
    amount_expense = fields.Monetary("Expenses", compute="_compute_amounts", store=True)
    amount_advance = fields.Monetary("Advances", compute="_compute_due")
    amount_due = fields.Monetary(
        "To Pay",
        compute="_compute_due",
        help="Expenses less open advances; below zero: to be given back.",
    )
    date_submitted = fields.Datetime("Submitted on", readonly=True, copy=False)
    clerk_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_clerk = fields.Datetime("Checked by Clerk on", readonly=True, copy=False)
    manager_id = fields.Many2one(
        "res.users", "Sales Manager", readonly=True, copy=False
    )
    date_manager = fields.Datetime(
        "Checked by Sales Manager on", readonly=True, copy=False
    )
    finance_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_finance = fields.Datetime("Approved on", readonly=True, copy=False)
    paid_by_id = fields.Many2one("res.users", "Paid by", readonly=True, copy=False)
    date_paid = fields.Date("Paid on", readonly=True, copy=False)
    return_reason = fields.Text(readonly=True, copy=False)
    exception_reason = fields.Text(
        "Reason of the Exception", readonly=True, copy=False, tracking=True
    )
    exception_by_id = fields.Many2one(
        "res.users", "Exception Granted by", readonly=True, copy=False
    )

    _month_uniq = models.UniqueIndex(
        "(user_id, company_id, date_from)",
        "There is a statement of this salesperson for the month already: open it.",
    )

    @api.model
    def _get_last_month(self):
        return fields.Date.context_today(self) + relativedelta(months=-1, day=1)

    @api.depends("month")
    def _compute_dates(self):
        for statement in self:
            month = statement.month or statement._get_last_month()
            statement.date_from = month + relativedelta(day=1)
            statement.date_to = month + relativedelta(day=31)

    @api.depends("user_id", "company_id", "date_from", "date_to")
    def _compute_request_ids(self):
        """The list of new-customer requests handed in during the month [CT-31]."""
        requests = self.env["customer.expense.request"]
        if self:
            requests = requests.search(
                Domain("user_id", "in", self.user_id.ids)
                & Domain("company_id", "in", self.company_id.ids)
                & Domain("date_submitted", ">=", min(self.mapped("date_from")))
                & Domain(
                    "date_submitted",
                    "<",
                    max(self.mapped("date_to")) + relativedelta(days=2),
                ),
                order="id",
            )
        for statement in self:
            statement.request_ids = requests.filtered(
                lambda r, s=statement: (
                    r.user_id == s.user_id
                    and r.company_id == s.company_id
                    and s.date_from <= s._get_local_day(r.date_submitted) <= s.date_to
                )
            )

    @api.depends(
        "line_ids.amount_purchase", "line_ids.amount_paid", "line_ids.amount_expense"
    )
    def _compute_amounts(self):
        for statement in self:
            lines = statement.line_ids
            statement.amount_purchase = sum(lines.mapped("amount_purchase"))
            statement.amount_paid = sum(lines.mapped("amount_paid"))
            statement.amount_expense = sum(lines.mapped("amount_expense"))

    @api.depends("state", "amount_expense", "release_ids.request_id.advance_ids.state")
    def _compute_due(self):
        for statement in self:
            advances = statement._get_advances()
            if statement.state == "paid":
                advances = advances.filtered(lambda a, s=statement: a.statement_id == s)
            else:
                advances = advances.filtered(lambda a: a.state == "paid")
            statement.amount_advance = sum(advances.mapped("amount"))
            statement.amount_due = statement.amount_expense - statement.amount_advance

    @api.model_create_multi
    def create(self, vals_list):
        self._number(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if "month" in vals and not self._gate_is_open():
            self._check_month(fields.Date.to_date(vals["month"]))
        return super().write(vals)

    def _check_month(self, month):
        """A clock that was kept or lifted was so for its own month only."""
        first = month and month + relativedelta(day=1)
        if bound := self.filtered(
            lambda s: (s.date_submitted or s.exception_by_id) and s.date_from != first
        ):
            raise UserError(
                self.env._(
                    "%(names)s was handed in before, or has an exception: it stays in "
                    "its month. Make another statement for the other month.",
                    names=", ".join(bound.mapped("name")),
                )
            )

    @api.depends("name", "user_id.name", "date_from")
    def _compute_display_name(self):
        for statement in self:
            month = statement.date_from.strftime("%Y-%m") if statement.date_from else ""
            user = statement.user_id.name or ""
            statement.display_name = f"{statement.name} {user} {month}".strip()

    @api.model
    def _get_transitions(self):
        return {
            "draft": {"submitted"},
            "submitted": {"clerk", "draft", "void"},
            "clerk": {"manager", "draft", "void"},
            "manager": {"approved", "draft", "void"},
            "approved": {"paid"},
            "void": {"draft"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("date_submitted", "clerk_id", "date_clerk", "manager_id"),
            *("date_manager", "finance_id", "date_finance", "paid_by_id"),
            *("date_paid", "return_reason", "exception_reason", "exception_by_id"),
        }

    def _get_advances(self):
        """Advances of the requests whose releases stand in the statement."""
        return self.release_ids.request_id.advance_ids

    def _get_local_day(self, moment):
        return fields.Datetime.context_timestamp(self, moment).date()
