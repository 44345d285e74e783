from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: own documented costs only: no kind is money or a present for a person [CT-28]
KINDS = [
    ("sample", "Samples"),
    ("test", "Tests"),
    ("travel", "Own Travel"),
    ("event", "Event"),
    ("material", "Printed Matter"),
]
#: what is entered once the request is approved
COST_FIELDS = {
    *("payee_id", "document", "document_name", "document_ref", "date_document"),
    "amount_actual",
}


class CustomerExpenseLine(models.Model):
    """A cost planned in a request and, after approval, documented [CT-30]."""

    _name = "customer.expense.line"
    _description = "Expense Line"
    _inherit = ["customer.state.mixin"]
    _order = "request_id, sequence, id"
    _frozen_states = (
        *("submitted", "checked", "released", "settled", "refused", "cancelled"),
    )
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    name = fields.Char("Description", required=True)
    request_id = fields.Many2one(
        "customer.expense.request", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        related="request_id.commercial_partner_id", string="Customer", store=True
    )
    user_id = fields.Many2one(related="request_id.user_id", store=True)
    state = fields.Selection(related="request_id.state", store=True, string="State")
    kind = fields.Selection(KINDS, required=True)
    product_id = fields.Many2one(
        "product.product", check_company=True, index="btree_not_null"
    )
    quantity = fields.Float(default=1.0, digits="Product Unit", required=True)
    price_unit = fields.Monetary("Unit Cost", required=True)
    amount = fields.Monetary("Planned", compute="_compute_amount", store=True)
    budget_line_id = fields.Many2one(
        "customer.budget.line",
        compute="_compute_budget_line_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        check_company=True,
        domain="[('state', '=', 'approved'), ('company_id', '=', company_id)]",
    )
    payee_id = fields.Many2one(
        "res.partner",
        "Paid to",
        help="The supplier's company, or an own employee who laid the money out: "
        "never the customer and none of its people.",
    )
    date_document = fields.Date("Document of")
    document_ref = fields.Char("Document Number")
    document = fields.Binary(attachment=True)
    document_name = fields.Char()
    amount_actual = fields.Monetary("Documented Cost")

    _amount_check = models.Constraint(
        "CHECK(quantity > 0 AND price_unit > 0 AND COALESCE(amount_actual, 0) >= 0)",
        "A cost has a quantity and a unit cost above zero.",
    )

    @api.depends("quantity", "price_unit")
    def _compute_amount(self):
        for line in self:
            line.amount = line.currency_id.round(line.quantity * line.price_unit)

    @api.depends("kind", "product_id", "company_id")
    def _compute_budget_line_id(self):
        """The narrowest budget line that covers it: product, category, kind."""
        day = fields.Date.context_today(self)
        candidates = {
            company: self.env["customer.budget"]
            .search(self.env["customer.budget"]._get_open_domain(company, day))
            .line_ids
            for company in self.company_id
        }
        for line in self:
            if line.state not in (False, "draft") or line.budget_line_id:
                continue
            found = candidates.get(line.company_id, self.env["customer.budget.line"])
            line.budget_line_id = found.filtered(
                lambda budget, line=line: budget._covers(line)
            ).sorted(
                lambda b: (not b.product_id, not b.categ_id, not b.kind, -b.amount_free)
            )[:1]

    @api.constrains("payee_id", "request_id")
    def _check_payee(self):
        for line in self.filtered("payee_id"):
            payee, customer = line.payee_id, line.request_id.commercial_partner_id
            # whether a login is an employee's is no secret, his record is
            users = payee.sudo().user_ids
            own = any(user._is_internal() for user in users)
            if payee.commercial_partner_id == customer and not own:
                raise ValidationError(
                    self.env._(
                        "%(payee)s belongs to the customer: acquisition money is never "
                        "paid to the customer or its people. Name the supplier.",
                        payee=payee.display_name,
                    )
                )
            if not payee.is_company and not own:
                raise ValidationError(
                    self.env._(
                        "%(payee)s is a person from outside: only suppliers' companies "
                        "and own employees who laid the money out are paid.",
                        payee=payee.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if any(vals.get(name) for name in COST_FIELDS):
                raise UserError(
                    self.env._(
                        "Costs are documented once the request is approved, not before."
                    )
                )
        lines = super().create(vals_list)
        lines._check_draft()
        lines.request_id._check_editor({"line_ids"})
        return lines

    def write(self, vals):
        if not self._gate_is_open():
            self.request_id._check_editor(vals)
            if planned := vals.keys() - COST_FIELDS:
                self._check_planned(planned)
            if vals.keys() & COST_FIELDS:
                self._check_approved()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_handed_in(self):
        self._check_draft()
        self.request_id._check_editor({"line_ids"})

    def _check_planned(self, names):
        self._check_draft()
        if "request_id" in names:
            raise UserError(
                self.env._(
                    "A line stays with its request: delete it and add a new one."
                )
            )

    def _check_draft(self):
        if late := self.request_id.filtered(lambda r: r.state != "draft"):
            raise UserError(
                self.env._(
                    "%(names)s was handed in: what is planned in it stays. Make "
                    "another request for more.",
                    names=", ".join(late.mapped("name")),
                )
            )

    def _check_approved(self):
        if early := self.request_id.filtered(lambda r: r.state != "approved"):
            raise UserError(
                self.env._(
                    "Costs of %(names)s are documented while it is approved and not "
                    "yet released.",
                    names=", ".join(early.mapped("name")),
                )
            )
