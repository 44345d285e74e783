from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CustomerPlan(models.Model):
    """Customer operating plan with graded review, 业务运作方案 [CT-24, CT-25].

    draft → service review → committee (above the limit) → approved → execution →
    closed. What is approved binds: a change is a new version that goes the whole way
    through the committee, and replaces the old one when approved. Amounts are in
    ``currency_id``.
    """

    _name = "customer.plan"
    _description = "Customer Operating Plan"
    _inherit = [
        *("mail.thread", "mail.activity.mixin", "customer.state.mixin"),
        "customer.party.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _frozen_states = (
        *("committee", "approved", "execution", "closed", "superseded"),
        "cancelled",
    )

    name = fields.Char("Number", readonly=True, copy=False)
    version = fields.Integer(default=1, readonly=True, copy=False)
    origin_id = fields.Many2one(
        "customer.plan",
        "Changes",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The approved plan that this version is to replace.",
    )
    change_ids = fields.One2many("customer.plan", "origin_id", "Later Versions")
    change_reason = fields.Text("Why It Changes", readonly=True, copy=False)
    partner_id = fields.Many2one(check_company=True)
    customer_class_id = fields.Many2one(
        related="commercial_partner_id.customer_class_id"
    )
    project = fields.Char(required=True, tracking=True)
    need = fields.Text("Customer's Need")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary("Project Amount", tracking=True)
    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        tracking=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("service", "Service Review"),
            ("committee", "Committee"),
            ("approved", "Approved"),
            ("execution", "In Execution"),
            ("closed", "Closed"),
            ("superseded", "Changed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
        group_expand=True,
    )
    round = fields.Integer(default=1, readonly=True, copy=False)
    financing = fields.Text(
        "Financing Tools", help="In words; the finance department reviews it."
    )
    delivery_cycle = fields.Char()
    payment_term_id = fields.Many2one(
        "account.payment.term", "Payment Terms", check_company=True
    )
    payment_note = fields.Char("Payment Method and Cycle")
    terms = fields.Text("Other Contract Terms")
    date_start = fields.Date("From")
    date_end = fields.Date("To")
    budget_ids = fields.One2many("customer.plan.budget", "plan_id", copy=True)
    member_ids = fields.One2many("customer.plan.member", "plan_id", "Team", copy=True)
    node_ids = fields.One2many(
        "customer.plan.node", "plan_id", "Key Control Points", copy=True
    )
    review_ids = fields.One2many("customer.plan.review", "plan_id", "Opinions")
    expert_ids = fields.Many2many(
        "res.users", "customer_plan_expert_rel", string="Experts to Be Heard"
    )
    submitter_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_submitted = fields.Datetime("Submitted on", readonly=True, copy=False)
    date_approved = fields.Date("Approved on", readonly=True, copy=False)
    date_closed = fields.Date("Closed on", readonly=True, copy=False)
    result = fields.Text(readonly=True, copy=False)
    return_reason = fields.Text("Returned because", readonly=True, copy=False)
    budget_total = fields.Monetary("Budget in All", compute="_compute_budget")
    budget_used = fields.Monetary("Used", compute="_compute_budget")
    committee_limit = fields.Monetary(
        "Committee from", compute="_compute_committee", help="0: every plan goes there."
    )
    needs_committee = fields.Boolean("To Committee", compute="_compute_committee")
    change_count = fields.Integer("Later Changes", compute="_compute_change_count")
    vote_count = fields.Integer("Consents", compute="_compute_vote_count")
    is_late = fields.Boolean(
        "Late", compute="_compute_is_late", search="_search_is_late"
    )

    _amount_check = models.Constraint(
        "CHECK(amount >= 0)", "The amount of a project is zero or more."
    )
    _date_check = models.Constraint(
        "CHECK(date_end >= date_start)",
        "The plan ends before it begins: correct its dates.",
    )
    _change_uniq = models.UniqueIndex(
        "(origin_id) WHERE origin_id IS NOT NULL"
        " AND state IN ('draft', 'service', 'committee')",
        "A change of this plan is open already: go on with it.",
    )

    @api.depends("name", "version", "project")
    def _compute_display_name(self):
        for plan in self:
            number = plan.name or self.env._("New")
            if plan.version > 1:
                number = self.env._(
                    "%(number)s, version %(version)s",
                    number=number,
                    version=plan.version,
                )
            plan.display_name = f"{number} {plan.project or ''}".strip()

    @api.depends("budget_ids.amount", "budget_ids.used")
    def _compute_budget(self):
        for plan in self:
            plan.budget_total = sum(plan.budget_ids.mapped("amount"))
            plan.budget_used = sum(plan.budget_ids.mapped("used"))

    @api.depends("amount", "origin_id", "commercial_partner_id", "company_id")
    def _compute_committee(self):
        """A class or tier may have its own limit; changes always go there [CT-24]."""
        for plan in self:
            customer = plan.commercial_partner_id.with_company(plan.company_id)
            # what a class and a tier set is for everybody who sees the plan
            klass, tier = customer.customer_class_id.sudo(), customer.tier_id.sudo()
            limit = klass.plan_limit or tier.plan_limit
            limit = limit or plan.company_id.customer_plan_limit
            plan.committee_limit = limit
            small = plan.currency_id.compare_amounts(plan.amount, limit) < 0
            plan.needs_committee = bool(plan.origin_id) or not small

    @api.depends("change_ids")
    def _compute_change_count(self):
        for plan in self:
            plan.change_count = len(plan.change_ids)

    @api.depends("review_ids", "round")
    def _compute_vote_count(self):
        for plan in self:
            plan.vote_count = len(plan._get_round("committee").filtered("consent"))

    @api.depends("state", "node_ids.is_late")
    def _compute_is_late(self):
        self._set_flag("is_late", self._get_late_domain())

    def _search_is_late(self, operator, value):
        return self._get_late_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_late_domain(self):
        """In execution, and a control point was not supervised in time."""
        return Domain("state", "=", "execution") & Domain(
            "node_ids", "any", self.env["customer.plan.node"]._get_late_domain()
        )

    def _get_round(self, role):
        """Return the opinions of a role since the plan was last handed in."""
        return self.review_ids.filtered(
            lambda r: r.role == role and r.round == r.plan_id.round
        )

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        for plan in plans.filtered(lambda plan: not plan.name):
            plan._write_gated({"name": self._next_number(plan.company_id)})
        return plans

    def write(self, vals):
        if self._gate_is_open():
            return super().write(vals)
        self._check_editable(vals)
        result = super().write(vals)
        if self._get_content_names(vals) - {"expert_ids"}:
            self._void_opinions()
        return result

    def _check_editable(self, vals):
        """Refuse changes by sales while customer service reviews [CT-24]."""
        content = [n for n in vals if not n.startswith(("message_", "activity_"))]
        waiting = self.filtered(lambda plan: plan.state == "service")
        if content and waiting and not self._has_role("service"):
            raise UserError(
                self.env._(
                    "Customer service reviews %(names)s now and improves it itself. Ask "
                    "there to have it returned, if you want to change it.",
                    names=", ".join(waiting.mapped("display_name")),
                )
            )

    def _check_open(self):
        """Refuse changes of the lines once the plan is decided or being reviewed."""
        self._check_editable(["content"])
        if bound := self.filtered(lambda plan: plan.state in self._frozen_states):
            raise UserError(
                self.env._(
                    "%(names)s binds as it is. Propose a change: it makes a new version "
                    "for the committee.",
                    names=", ".join(bound.mapped("display_name")),
                )
            )

    @api.model
    def _has_role(self, role):
        return self.env.su or self.env.user.has_group(
            f"customer_tiering.group_tier_{role}"
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if kept := self.filtered(lambda plan: plan.state not in ("draft", "cancelled")):
            raise UserError(
                self.env._(
                    "%(names)s was submitted and is kept as evidence.",
                    names=", ".join(kept.mapped("display_name")),
                )
            )

    @api.model
    def _get_transitions(self):
        return {
            "draft": {"service", "cancelled"},
            "service": {"draft", "committee", "approved"},
            "committee": {"draft", "approved"},
            "approved": {"execution", "superseded"},
            "execution": {"closed", "superseded"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("name", "version", "origin_id", "change_reason", "round", "result"),
            *("submitter_id", "date_submitted", "date_approved", "date_closed"),
            "return_reason",
        }
