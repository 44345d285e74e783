from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.claim import claim_rows

# Only code of this file can pass this object in a context: no RPC caller can.
_GATE = object()


class CustomerPlanSpending(models.Model):
    """Money spent on a plan, for the purpose of one budget line only [CT-25].

    Never changed; what was wrong is corrected by a negative amount.
    """

    _name = "customer.plan.spending"
    _description = "Spending of a Plan"
    _order = "date desc, id desc"

    budget_id = fields.Many2one(
        "customer.plan.budget",
        "Purpose",
        required=True,
        index=True,
        ondelete="restrict",
    )
    plan_id = fields.Many2one(
        related="budget_id.plan_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="plan_id.currency_id")
    amount = fields.Monetary(required=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    reference = fields.Char("Document", required=True, help="Number of the document.")
    user_id = fields.Many2one(
        "res.users", "Entered by", readonly=True, required=True, index=True
    )

    _amount_check = models.Constraint(
        "CHECK(amount != 0)", "A spending has an amount; corrections are negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Spend within the budget line, while the plan is executed.

        :raises UserError: the plan is not in execution, or the line has not so much
        """
        budgets = self.env["customer.plan.budget"].browse(
            vals["budget_id"] for vals in vals_list if vals.get("budget_id")
        )
        budgets.check_access("read")
        claim_rows(budgets)  # two at once must not spend the same money
        spent = super().create([v | {"user_id": self.env.uid} for v in vals_list])
        spent._check_plan()
        spent.budget_id._check_free()
        return spent

    def write(self, vals):
        if self.env.context.get("customer_spending_gate") is not _GATE:
            raise UserError(
                self.env._(
                    "What was spent stays as it is: correct it by a negative amount."
                )
            )
        return super().write(vals)

    def _move_to(self, budget):
        """Move to a later version's line: for approvals of changes."""
        self.with_context(customer_spending_gate=_GATE).write({"budget_id": budget.id})

    def _check_plan(self):
        if wrong := self.plan_id.filtered(lambda plan: plan.state != "execution"):
            raise UserError(
                self.env._(
                    "%(names)s is not in execution: nothing is spent on it.",
                    names=", ".join(wrong.mapped("display_name")),
                )
            )
