from odoo import api, fields, models
from odoo.fields import Domain

STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("checked", "First Approval"),
    ("approved", "Approved"),
    ("released", "Released"),
    ("settled", "Settled"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
]


class CustomerExpenseRequest(models.Model):
    """Own costs to win a new customer, asked for before the contract [CT-30].

    draft → submitted → (checked →) approved → released → settled; or refused. Only
    documented costs of the company, never money for the customer's people.
    """

    _name = "customer.expense.request"
    _description = "Acquisition Expense Request"
    _inherit = ["customer.money.mixin", "customer.party.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "partner_id.name"]
    _frozen_states = (
        *("submitted", "checked", "released", "settled", "refused", "cancelled"),
    )
    _check_company_auto = True

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    partner_id = fields.Many2one(string="New Customer", tracking=True)
    state = fields.Selection(
        STATES,
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
        group_expand=True,
    )
    purpose = fields.Text(help="What is to be won, and why the costs are needed.")
    expected_revenue = fields.Monetary("Expected Revenue a Year")
    line_ids = fields.One2many("customer.expense.line", "request_id", "Costs")
    amount_total = fields.Monetary(
        "Planned", compute="_compute_amount_total", store=True
    )
    amount_actual = fields.Monetary(
        "Documented", compute="_compute_amount_total", store=True
    )
    date_submitted = fields.Datetime("Submitted on", readonly=True, copy=False)
    superior_id = fields.Many2one(
        "res.users", "First Approver", readonly=True, copy=False
    )
    date_superior = fields.Date("First Approval on", readonly=True, copy=False)
    second_id = fields.Many2one(
        "res.users", "Second Approver", readonly=True, copy=False
    )
    date_approved = fields.Date("Approved on", readonly=True, copy=False)
    refusal_reason = fields.Text(readonly=True, copy=False)
    exception_reason = fields.Text(
        "Reason of the Exception",
        readonly=True,
        copy=False,
        tracking=True,
        help="Why costs are released before the customer has paid.",
    )
    exception_by_id = fields.Many2one(
        "res.users", "Exception Granted by", readonly=True, copy=False
    )
    release_ids = fields.One2many("customer.expense.release", "request_id", "Releases")
    amount_released = fields.Monetary(
        "Released", compute="_compute_amount_released", store=True
    )
    advance_ids = fields.One2many("customer.expense.advance", "request_id", "Advances")
    amount_advanced = fields.Monetary("Open Advances", compute="_compute_advanced")
    has_contract = fields.Boolean(
        compute="_compute_has_contract",
        help="The customer has ordered or signed already: a request is void.",
    )
    amount_invoiced = fields.Monetary("Invoiced", compute="_compute_collection")
    amount_paid = fields.Monetary("Payment Received", compute="_compute_collection")
    collection_rate = fields.Float(
        "Collection Rate (%)", compute="_compute_collection", digits=(6, 2)
    )

    @api.depends("line_ids.amount", "line_ids.amount_actual")
    def _compute_amount_total(self):
        for request in self:
            request.amount_total = sum(request.line_ids.mapped("amount"))
            request.amount_actual = sum(request.line_ids.mapped("amount_actual"))

    @api.depends("release_ids.amount")
    def _compute_amount_released(self):
        for request in self:
            request.amount_released = sum(request.release_ids.mapped("amount"))

    @api.depends("advance_ids.state", "advance_ids.amount")
    def _compute_advanced(self):
        for request in self:
            paid = request.advance_ids.filtered(lambda a: a.state == "paid")
            request.amount_advanced = sum(paid.mapped("amount"))

    @api.depends("commercial_partner_id", "company_id")
    def _compute_has_contract(self):
        bound = self._get_bound()
        for request in self:
            key = (request.commercial_partner_id.id, request.company_id.id)
            request.has_contract = key in bound

    @api.depends("commercial_partner_id", "company_id")
    def _compute_collection(self):
        amounts = self._get_collection()
        for request in self:
            key = (request.commercial_partner_id.id, request.company_id.id)
            invoiced, paid = amounts.get(key, (0.0, 0.0))
            request.amount_invoiced = invoiced
            request.amount_paid = paid
            request.collection_rate = 100 * paid / invoiced if invoiced > 0 else 0.0

    @api.model_create_multi
    def create(self, vals_list):
        self._number(vals_list)
        return super().create(vals_list)

    @api.depends("name", "partner_id.name")
    def _compute_display_name(self):
        for request in self:
            partner = request.partner_id.name or ""
            request.display_name = f"{request.name} {partner}".strip()

    @api.model
    def _get_transitions(self):
        return {
            "draft": {"submitted", "cancelled"},
            "submitted": {"checked", "approved", "refused", "cancelled"},
            "checked": {"approved", "refused", "cancelled"},
            "approved": {"released", "cancelled"},
            "released": {"settled"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("date_submitted", "superior_id", "date_superior", "second_id"),
            *("date_approved", "refusal_reason"),
            *("exception_reason", "exception_by_id"),
        }

    def write(self, vals):
        allowed = {"line_ids", "advance_ids"}
        if not self._gate_is_open() and vals.keys() - allowed:
            kept = self.filtered(lambda r: r.state == "approved")
            content = [
                name
                for name in vals.keys() - allowed
                if not name.startswith(("message_", "activity_"))
            ]
            if kept and content:
                self.line_ids._check_draft()
        return super().write(vals)

    def _get_bound(self):
        """Return the ``(customer, company)`` ids that have a contract already.

        A contract is a confirmed order, a signed agreement or a posted invoice.
        Everybody's documents count, also those the salesperson may not read.
        """
        posted = Domain("state", "=", "posted")
        contracts = {
            "sale.order": Domain("state", "=", "sale"),
            "customer.agreement": Domain("state", "in", ("signed", "ended")),
            "account.move": posted & Domain("move_type", "=", "out_invoice"),
        }
        bound = set()
        for model, domain in contracts.items():
            documents = self.env[
                model
            ].sudo()  # whether there is one, not what is in it
            rows = documents._read_group(
                self._get_family_domain() & domain, ["partner_id", "company_id"]
            )
            bound |= {(p.commercial_partner_id.id, company.id) for p, company in rows}
        return bound

    def _get_family_domain(self):
        """Return the domain of documents of these customers, as they are now."""
        # an invoice itself keeps the customer company of its day
        family = ("partner_id.commercial_partner_id", "in")
        return Domain(*family, self.commercial_partner_id.ids) & Domain(
            "company_id", "in", self.company_id.ids
        )

    def _get_collection(self):
        """Return ``{(customer, company): (invoiced, paid)}`` in company currency.

        Posted invoices less credit notes, with taxes; paid is what is not open.
        """
        moves = self.env["account.move"].sudo()  # sums of the customer, all sellers
        rows = moves._read_group(
            self._get_family_domain()
            & Domain("state", "=", "posted")
            & Domain("move_type", "in", ("out_invoice", "out_refund")),
            ["partner_id.commercial_partner_id", "company_id"],
            ["amount_total_signed:sum", "amount_residual_signed:sum"],
        )
        return {
            (partner.id, company.id): (total, total - open_amount)
            for partner, company, total, open_amount in rows
        }
