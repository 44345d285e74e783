from odoo import api, fields, models
from odoo.exceptions import UserError

FINANCE = "customer_tiering.group_tier_finance"


class CustomerExpenseAdvance(models.Model):
    """Money laid out to a salesperson for an approved request [CT-33].

    draft → paid → settled. What one salesperson holds is limited by a setting.
    """

    _name = "customer.expense.advance"
    _description = "Expense Advance"
    _inherit = ["customer.money.mixin"]
    _order = "id desc"
    _rec_name = "request_id"
    _frozen_states = ("paid", "settled")
    _check_company_auto = True

    request_id = fields.Many2one(
        "customer.expense.request",
        required=True,
        index=True,
        check_company=True,
        domain="[('state', 'in', ('approved', 'released'))]",
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        related="request_id.commercial_partner_id", string="Customer", store=True
    )
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, precompute=True, default=None
    )
    user_id = fields.Many2one(
        related="request_id.user_id", store=True, precompute=True, default=None
    )
    state = fields.Selection(
        [("draft", "Requested"), ("paid", "Paid"), ("settled", "Settled")],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    amount = fields.Monetary(required=True, tracking=True)
    date_paid = fields.Date("Paid on", readonly=True, copy=False)
    paid_by_id = fields.Many2one("res.users", "Paid by", readonly=True, copy=False)
    date_settled = fields.Date("Settled on", readonly=True, copy=False)
    statement_id = fields.Many2one(
        "customer.statement",
        "Accounted for in",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    _amount_check = models.Constraint(
        "CHECK(amount > 0)", "An advance is an amount above zero."
    )

    @api.model
    def _get_transitions(self):
        return {"draft": {"paid"}, "paid": {"settled"}}

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("date_paid", "paid_by_id", "date_settled", "statement_id"),
        }

    def action_pay(self):
        self._pay()
        return True

    def action_settle(self):
        self._check_group(FINANCE)
        self._check_not_own()
        self._settle()
        return True

    def _pay(self):
        """draft → paid, by finance, for approved requests within the limits.

        :raises AccessError: not in the finance role
        :raises UserError: his own, not approved, or over a limit
        """
        self._check_group(FINANCE)
        self._check_not_own()
        # the row of the salesperson stands for all his advances
        self._claim_rows(self.user_id)
        for request, advances in self.grouped("request_id").items():
            advances._check_request(request)
        held = self._get_held()
        for (user, company), advances in self.grouped(
            lambda advance: (advance.user_id, advance.company_id)
        ).items():
            total = held.get((user, company), 0.0) + sum(advances.mapped("amount"))
            limit = company.tier_advance_limit
            if company.currency_id.compare_amounts(total, limit) > 0:
                raise UserError(
                    self.env._(
                        "%(user)s would hold %(total)s of advances, at most %(limit)s "
                        "are allowed. Account for the open ones first.",
                        user=user.name,
                        total=company.currency_id.format(total),
                        limit=company.currency_id.format(limit),
                    )
                )
        self._set_state(
            "paid",
            paid_by_id=self.env.uid,
            date_paid=fields.Date.context_today(self),
        )

    def _check_request(self, request):
        if request.state not in ("approved", "released"):
            raise UserError(
                self.env._(
                    "%(name)s is not approved: advances are for approved expenses.",
                    name=request.name,
                )
            )
        wanted = request.amount_advanced + sum(self.mapped("amount"))
        left = request.amount_total - request.amount_released
        if request.currency_id.compare_amounts(wanted, left) > 0:
            raise UserError(
                self.env._(
                    "Advances of %(name)s would exceed what is approved and not yet "
                    "released (%(left)s).",
                    name=request.name,
                    left=request.currency_id.format(left),
                )
            )

    def _get_held(self):
        """Return ``{(user, company): open advances}`` of these salespeople."""
        rows = self.sudo()._read_group(  # sums over all advances of a salesperson
            [
                ("user_id", "in", self.user_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "=", "paid"),
            ],
            ["user_id", "company_id"],
            ["amount:sum"],
        )
        return {(user, company): amount for user, company, amount in rows}

    def _settle(self, statement=None):
        """paid → settled: accounted for with a statement, or given back."""
        self._set_state(
            "settled",
            date_settled=fields.Date.context_today(self),
            statement_id=statement.id if statement else False,
        )
