from odoo import api, fields, models

from .customer_expense_line import KINDS

#: states of a request in which its planned amounts are held back
RESERVING = ("submitted", "checked", "approved")
#: states in which its documented costs are used up
USING = ("released", "settled")


class CustomerBudgetLine(models.Model):
    """An amount for a product, a category or a kind of cost, and what is left."""

    _name = "customer.budget.line"
    _description = "Budget Line"
    _inherit = ["customer.state.mixin"]
    _order = "budget_id, sequence, id"
    _frozen_states = ("approved", "closed")
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    name = fields.Char("Purpose", required=True)
    budget_id = fields.Many2one(
        "customer.budget", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="budget_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(related="budget_id.state", store=True, string="State")
    date_from = fields.Date(related="budget_id.date_from", store=True)
    date_to = fields.Date(related="budget_id.date_to", store=True)
    kind = fields.Selection(KINDS, help="Empty: for every kind of cost.")
    product_id = fields.Many2one(
        "product.product", check_company=True, index="btree_not_null"
    )
    categ_id = fields.Many2one("product.category", "Product Category")
    standard = fields.Monetary(
        "Standard per Unit",
        help="The most one unit may cost in a request; empty: no standard.",
    )
    amount = fields.Monetary(required=True)
    amount_reserved = fields.Monetary("Reserved", compute="_compute_use")
    amount_used = fields.Monetary("Used", compute="_compute_use")
    amount_free = fields.Monetary("Free", compute="_compute_use")
    expense_line_ids = fields.One2many("customer.expense.line", "budget_line_id")

    _amount_check = models.Constraint(
        "CHECK(amount >= 0 AND (standard IS NULL OR standard >= 0))",
        "Amounts of a budget are zero or more.",
    )

    @api.depends(
        "amount",
        "expense_line_ids.state",
        "expense_line_ids.amount",
        "expense_line_ids.amount_actual",
    )
    def _compute_use(self):
        use = self._get_use()
        for line in self:
            reserved, used = use.get(line, (0.0, 0.0))
            line.amount_reserved = reserved
            line.amount_used = used
            line.amount_free = line.amount - reserved - used

    @api.depends("name", "budget_id.name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.budget_id.name} / {line.name}"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.budget_id._check_lines_open()
        lines.budget_id._check_editor({"line_ids"})
        return lines

    def write(self, vals):
        if not self._gate_is_open():
            self.budget_id._check_editor(vals)
            if "budget_id" in vals:
                target = self.env["customer.budget"].browse(vals["budget_id"])
                (self.budget_id | target)._check_lines_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        self.budget_id._check_lines_open()
        self.budget_id._check_editor({"line_ids"})

    def _get_use(self):
        """Return ``{line: (reserved, used)}`` of what draws on these lines.

        Other documents that draw on budgets extend it with ``super()``.
        """
        lines = self.env["customer.expense.line"].sudo()  # sums, of all salespeople
        rows = lines._read_group(
            [("budget_line_id", "in", self.ids), ("state", "in", RESERVING + USING)],
            ["budget_line_id", "state"],
            ["amount:sum", "amount_actual:sum"],
        )
        use = {}
        for line, state, planned, actual in rows:
            reserved, used = use.get(line, (0.0, 0.0))
            if state in RESERVING:
                reserved += planned
            else:
                used += actual
            use[line] = (reserved, used)
        return use

    def _covers(self, expense):
        """Say whether this line is for such an expense line."""
        self.ensure_one()
        return (
            (not self.kind or self.kind == expense.kind)
            and (not self.product_id or self.product_id == expense.product_id)
            and (not self.categ_id or self._covers_categ(expense.product_id.categ_id))
        )

    def _covers_categ(self, categ):
        return (categ.parent_path or "").startswith(self.categ_id.parent_path)
