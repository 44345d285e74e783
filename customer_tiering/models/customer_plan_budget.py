from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerPlanBudget(models.Model):
    """Money of a plan for one purpose; it must not be used otherwise [CT-25]."""

    _name = "customer.plan.budget"
    _description = "Budget of a Plan"
    _inherit = ["customer.plan.part"]
    _order = "plan_id, id"

    name = fields.Char("Purpose", required=True)
    amount = fields.Monetary(required=True)
    origin_id = fields.Many2one(
        "customer.plan.budget", readonly=True, copy=False, index="btree_not_null"
    )
    spending_ids = fields.One2many("customer.plan.spending", "budget_id", "Spent")
    used = fields.Monetary(compute="_compute_used")
    free = fields.Monetary(compute="_compute_used")

    _amount_check = models.Constraint(
        "CHECK(amount > 0)", "A budget line has an amount above zero."
    )

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"origin_id"}

    @api.depends("name", "plan_id.name")
    def _compute_display_name(self):
        for budget in self:
            number = budget.plan_id.name
            budget.display_name = f"{number}: {budget.name}" if number else budget.name

    @api.depends("amount", "spending_ids.amount")
    def _compute_used(self):
        used = dict(
            self.env["customer.plan.spending"]._read_group(
                [("budget_id", "in", self.ids)], ["budget_id"], ["amount:sum"]
            )
        )
        for budget in self:
            budget.used = used.get(budget._origin, 0.0)
            budget.free = budget.amount - budget.used

    def _hand_over(self, change):
        """Move what was spent to the lines of the version that replaces the plan."""
        successors = change.budget_ids.filtered("origin_id").grouped("origin_id")
        # a line whose spending was taken back may be gone: its history stays here
        for budget in self.filtered(lambda b: b.spending_ids and b in successors):
            # the approval was checked; nobody may rewrite spendings otherwise
            spent = budget.spending_ids.sudo()
            spent._move_to(successors[budget])

    def _check_free(self):
        """Refuse to spend more than the line has, or to take back more than was spent."""
        self.env["customer.plan.spending"].flush_model()
        self.invalidate_recordset(["used", "free"])
        for budget in self:
            zero = budget.currency_id.compare_amounts
            if zero(budget.free, 0) < 0 or zero(budget.used, 0) < 0:
                raise UserError(
                    self.env._(
                        "“%(purpose)s” has %(amount)s, no more: money of another purpose "
                        "is not used for it. Propose a change of the plan.",
                        purpose=budget.name,
                        amount=budget.currency_id.format(budget.amount),
                    )
                )
