from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class CustomerFiling(models.Model):
    """A unit reports a tier it granted to the unit above, for the record [CT-09].

    filed → acknowledged, or returned with what is wrong; returned → filed again.
    """

    _name = "customer.filing"
    _description = "Filing for Record"
    _inherit = ["mail.thread", "mail.activity.mixin", "customer.state.mixin"]
    _order = "date_filed desc, id desc"
    _check_company_auto = True
    _frozen_states = ("acknowledged",)
    _kept_states = ("filed", "returned", "acknowledged")
    _reason_steps = ("_return",)

    name = fields.Char(
        "Number", readonly=True, copy=False, default=lambda self: self.env._("New")
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    unit_id = fields.Many2one(
        "customer.unit",
        "Reported by",
        required=True,
        index=True,
        check_company=True,
        compute="_compute_unit_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    to_unit_id = fields.Many2one(
        "customer.unit",
        "Reported to",
        compute="_compute_to_unit_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The city unit above, else the unit directly above.",
    )
    change_id = fields.Many2one(
        "customer.tier.change",
        "Change of Tier",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    tier_id = fields.Many2one(
        "customer.tier", check_company=True, index="btree_not_null"
    )
    user_id = fields.Many2one(
        "res.users", "Filed by", index=True, default=lambda self: self.env.user
    )
    date_filed = fields.Date(
        "Filed on", readonly=True, copy=False, default=fields.Date.context_today
    )
    date_deadline = fields.Date(
        "Acknowledge until", compute="_compute_date_deadline", store=True
    )
    note = fields.Text("Facts")
    state = fields.Selection(
        [
            ("filed", "Filed"),
            ("returned", "Returned"),
            ("acknowledged", "Acknowledged"),
        ],
        default="filed",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
        index=True,
    )
    acknowledger_id = fields.Many2one(
        "res.users", "Acknowledged by", readonly=True, copy=False
    )
    date_acknowledged = fields.Date("Acknowledged on", readonly=True, copy=False)
    reason = fields.Text("Returned because", readonly=True, copy=False)
    is_late = fields.Boolean(
        "Late", compute="_compute_is_late", search="_search_is_late"
    )

    _change_uniq = models.UniqueIndex(
        "(change_id) WHERE change_id IS NOT NULL", "That change is filed already."
    )

    @api.depends("partner_id")
    def _compute_unit_id(self):
        for filing in self:
            filing.unit_id = (
                filing.partner_id.commercial_partner_id.customer_unit_id
                or filing.unit_id
            )

    @api.depends("unit_id")
    def _compute_to_unit_id(self):
        """As the units stood when it was filed: moving them later changes no record."""
        for filing in self:
            unit = filing.unit_id
            city = unit.city_unit_id if unit.level == "county" else unit.browse()
            filing.to_unit_id = city or unit.parent_id

    @api.depends("date_filed")
    def _compute_date_deadline(self):
        """By the days set when it was filed."""
        for filing in self:
            filing.date_deadline = filing.date_filed and fields.Date.add(
                filing.date_filed, days=filing.company_id.filing_days
            )

    @api.depends("state", "date_deadline")
    def _compute_is_late(self):
        self._set_flag("is_late", self._get_late_domain())

    def _search_is_late(self, operator, value):
        return self._get_late_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_late_domain(self):
        today = fields.Date.context_today(self)
        return Domain("state", "!=", "acknowledged") & Domain(
            "date_deadline", "<", today
        )

    @api.constrains("unit_id")
    def _check_unit(self):
        for filing in self.filtered(lambda filing: not filing.to_unit_id):
            raise ValidationError(
                self.env._(
                    "“%(unit)s” has no unit above to file with: set one in its form.",
                    unit=filing.unit_id.display_name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._number(vals_list)
        filings = super().create(vals_list)
        filings._tell()
        return filings

    @api.model
    def _get_transitions(self):
        return {
            "filed": {"acknowledged", "returned"},
            "returned": {"filed"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("change_id", "date_filed", "acknowledger_id", "date_acknowledged"),
            "reason",
        }

    @api.model
    def _get_fact_fields(self):
        return super()._get_fact_fields() | {"user_id"}

    def _check_writable(self, names):
        """What a granted tier filed stays about that customer and tier."""
        for name in names & {"partner_id", "tier_id", "company_id"}:
            if self.change_id and not self.env.su:
                raise UserError(self._gated_message(name))
        return super()._check_writable(names)

    def action_acknowledge(self):
        self._acknowledge()
        return True

    def action_file_again(self):
        self._set_state("filed", date_filed=fields.Date.context_today(self))
        self._tell()
        return True

    def _acknowledge(self):
        """filed → acknowledged, by the unit above; not by who filed [CT-09]."""
        self._check_may_decide()
        self._set_state(
            "acknowledged",
            acknowledger_id=self.env.uid,
            date_acknowledged=fields.Date.context_today(self),
        )
        # the other members' to-dos are done with it
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"])

    def _return(self, reason):
        """filed → returned: the unit corrects its facts and files again."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say what is wrong with the filing."))
        self._check_may_decide()
        self._set_state("returned", reason=reason)

    def _check_may_decide(self):
        self.env["customer.tier.change"]._check_role("city")
        for unit in self.to_unit_id:
            unit._check_speaks()
        own = self.filtered(lambda filing: self.env.user in filing._get_filers())
        if own and not self.env.su:
            raise UserError(
                self.env._(
                    "You filed %(names)s yourself: another one acknowledges it.",
                    names=", ".join(own.mapped("name")),
                )
            )

    def _get_filers(self):
        """Who filed; what a change filed, its approver made but did not ask for."""
        return self.user_id if self.change_id else self.user_id | self.create_uid

    def _tell(self):
        """Give the people of the units above one activity per filing, in batches."""
        groups = self.grouped(lambda f: (f.to_unit_id, f.date_deadline))
        for (unit, deadline), filings in groups.items():
            user = unit._get_addressee(filings[:1])
            told = filings.filtered(lambda f, user=user: user and f.user_id != user)
            # the addressee's to-do, whoever files
            told.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                deadline,
                summary=self.env._("Acknowledge the filing"),
                user_id=user.id,
            )
