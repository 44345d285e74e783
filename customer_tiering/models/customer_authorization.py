from odoo import api, fields, models
from odoo.fields import Domain


class CustomerAuthorization(models.Model):
    """A letter by which a unit hands a customer to a unit below it [CT-07, CT-08].

    draft → submitted → issued → ended; or refused. It is in force while issued and
    within its dates; afterwards the customer returns to the unit that gave it.
    """

    _name = "customer.authorization"
    _description = "Letter of Authorization"
    _inherit = [
        *("mail.thread", "mail.activity.mixin", "customer.state.mixin"),
        "customer.party.mixin",
    ]
    _order = "date_to desc, id desc"
    _check_company_auto = True
    _frozen_states = ("issued", "ended", "refused")
    _kept_states = ("submitted", "issued", "ended", "refused")
    _reason_steps = ("_refuse", "_revoke")

    name = fields.Char(
        "Number", readonly=True, copy=False, default=lambda self: self.env._("New")
    )
    partner_id = fields.Many2one(check_company=True)
    from_unit_id = fields.Many2one(
        "customer.unit",
        "From",
        required=True,
        index=True,
        check_company=True,
        compute="_compute_units",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="The unit that hands over what it manages itself.",
    )
    to_unit_id = fields.Many2one(
        "customer.unit",
        "To",
        required=True,
        index=True,
        check_company=True,
        compute="_compute_units",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="A unit below, that may then act within the scope.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Requested by",
        required=True,
        index=True,
        default=lambda self: self.env.user,
    )
    scope_develop = fields.Boolean(
        "Develop and Register", default=True, help="May apply for its registration."
    )
    scope_manage = fields.Boolean(
        "Manage",
        default=True,
        help="Is the managing unit while the letter is in force.",
    )
    scope = fields.Text(help="What else the letter allows, and what it does not.")
    date_from = fields.Date(
        "Valid from", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date("Valid to", required=True, tracking=True)
    file = fields.Binary("Signed Letter", attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("issued", "Issued"),
            ("ended", "Ended"),
            ("refused", "Refused"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
        group_expand=True,
    )
    issuer_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, copy=False, tracking=True
    )
    date_issued = fields.Date("Issued on", readonly=True, copy=False)
    date_ended = fields.Date("Ended on", readonly=True, copy=False)
    date_reminded = fields.Date("Reminded on", readonly=True, copy=False)
    reason = fields.Text(readonly=True, copy=False)
    in_force = fields.Boolean(compute="_compute_in_force", search="_search_in_force")
    is_expiring = fields.Boolean(
        "Ends soon", compute="_compute_is_expiring", search="_search_is_expiring"
    )

    _date_check = models.Constraint(
        "CHECK(date_from <= date_to)",
        "The letter ends before it begins: correct its dates.",
    )
    _scope_check = models.Constraint(
        "CHECK(scope_develop OR scope_manage)",
        "A letter hands over something: choose what its scope is.",
    )
    _valid_idx = models.Index(
        "(commercial_partner_id, company_id, date_to) WHERE state = 'issued'"
    )

    @api.depends("partner_id")
    def _compute_units(self):
        for letter in self:
            local = letter.partner_id.commercial_partner_id.customer_unit_id
            above = local.parent_id and local._at_level("province")
            letter.from_unit_id = letter.from_unit_id or (
                above if above != local else False
            )
            letter.to_unit_id = letter.to_unit_id or (
                local._at_level("city") if letter.from_unit_id else False
            )

    @api.depends("state", "date_from", "date_to")
    def _compute_in_force(self):
        self._set_flag("in_force", self._get_valid_domain())

    def _search_in_force(self, operator, value):
        return self._get_valid_domain() if operator == "in" else NotImplemented

    @api.depends("state", "date_from", "date_to", "company_id")
    def _compute_is_expiring(self):
        self._set_flag("is_expiring", self._get_expiring_domain())

    def _search_is_expiring(self, operator, value):
        return self._get_expiring_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_valid_domain(self):
        today = fields.Date.context_today(self)
        return (
            Domain("state", "=", "issued")
            & Domain("date_from", "<=", today)
            & Domain("date_to", ">=", today)
        )

    @api.model
    def _get_expiring_domain(self):
        """Letters in force that end within their company's days of notice."""
        today = fields.Date.context_today(self)
        companies = self.env["res.company"].sudo()  # only a setting is read
        companies = companies.search([("active", "in", (True, False))])
        return self._get_valid_domain() & Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain(
                "date_to", "<=", fields.Date.add(today, days=company.letter_notice_days)
            )
            for company in companies
        )

    @api.model
    def _map_in_force(self, partners):
        """Return ``{commercial partner: letter in force}``, the company's own [CT-08].

        Of several the one that hands over the management counts, then the latest.
        """
        rows = self.search(
            self._get_valid_domain()
            & Domain("commercial_partner_id", "in", partners.ids)
            & Domain("company_id", "=", self.env.company.id),
            order="scope_manage, id",
        )
        return {letter.commercial_partner_id: letter for letter in rows}

    @api.model_create_multi
    def create(self, vals_list):
        self._number(vals_list)
        return super().create(vals_list)

    @api.model
    def _get_transitions(self):
        return {
            "draft": {"submitted"},
            "submitted": {"issued", "refused"},
            "issued": {"ended"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("issuer_id", "date_issued", "date_ended", "date_reminded", "reason"),
        }

    @api.model
    def _get_draft_fields(self):
        """What is signed does not change afterwards; the signed file is added."""
        return super()._get_draft_fields() | {
            *("partner_id", "company_id", "from_unit_id", "to_unit_id", "user_id"),
            *("scope_develop", "scope_manage", "scope", "date_from", "date_to"),
        }
