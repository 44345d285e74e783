from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CustomerRegistration(models.Model):
    """A unit applies for a key account and is protected against others [CT-11].

    applied → checked (no double) → registered, or refused with a reason.
    """

    _name = "customer.registration"
    _description = "Key Account Registration"
    _inherit = [
        *("mail.thread", "mail.activity.mixin", "customer.state.mixin"),
        "customer.party.mixin",
    ]
    _order = "id desc"
    _rec_name = "partner_id"
    _check_company_auto = True
    _kept_states = ("registered", "ended")
    _frozen_states = ("registered", "refused", "ended")
    _reason_steps = ("_refuse", "_end", "_set_upstream")

    unit_id = fields.Many2one(
        "customer.unit",
        check_company=True,
        index="btree_not_null",
        tracking=True,
        default=lambda self: self.env["customer.unit"]._of_user(self.env.user)[:1],
    )
    user_id = fields.Many2one(
        "res.users", "Applicant", default=lambda self: self.env.user, index=True
    )
    state = fields.Selection(
        [
            ("applied", "Applied"),
            ("checked", "Checked"),
            ("registered", "Registered"),
            ("refused", "Refused"),
            ("ended", "Ended"),
        ],
        default="applied",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    is_upstream = fields.Boolean(
        "Upstream Key Account",
        readonly=True,
        copy=False,
        tracking=True,
        help="Has the upstream tier whatever its revenue [CT-03].",
    )
    upstream_reason = fields.Text(readonly=True, copy=False)
    upstream_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_upstream = fields.Date(readonly=True, copy=False)
    date_registered = fields.Date("Registered on", readonly=True, copy=False)
    reason = fields.Text(readonly=True, copy=False)
    double_ids = fields.Many2many(
        "customer.registration", compute="_compute_double_ids", string="Other Claims"
    )

    _registered_uniq = models.UniqueIndex(
        "(commercial_partner_id, company_id) WHERE state = 'registered'",
        "Another unit has registered this customer already.",
    )

    @api.depends("commercial_partner_id", "company_id", "state")
    def _compute_double_ids(self):
        """Claims of the same customer, or of one with its name or tax number."""
        partners = self.commercial_partner_id
        claims = self.search(
            Domain("state", "in", ("applied", "checked", "registered"))
            & (
                Domain("commercial_partner_id", "in", partners.ids)
                | self._get_same_domain(partners)
            )
        )
        for record in self:
            record.double_ids = claims.filtered(
                lambda claim, record=record: record._is_double(claim)
            )

    @api.model
    def _get_same_domain(self, partners):
        """Claims of customers with the name or the tax number of one of these."""
        vats = [vat for vat in partners.mapped("vat") if vat]
        names = [(name or "").strip() for name in partners.mapped("name")]
        return Domain("commercial_partner_id.vat", "in", vats) | Domain(
            "commercial_partner_id.name", "in", [name for name in names if name]
        )

    def _is_double(self, claim):
        mine, other = self.commercial_partner_id, claim.commercial_partner_id
        return (
            claim != self
            and claim.company_id == self.company_id
            and (
                mine == other
                or (mine.vat and mine.vat == other.vat)
                or (mine.name or "").strip() == (other.name or "").strip()
            )
        )

    @api.model
    def _get_transitions(self):
        return {
            "applied": {"checked", "refused"},
            "checked": {"registered", "refused"},
            "registered": {"ended"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("is_upstream", "upstream_reason", "upstream_by_id", "date_upstream"),
            *("date_registered", "reason"),
        }

    @api.model
    def _get_draft_fields(self):
        return super()._get_draft_fields() | {
            *("partner_id", "company_id", "unit_id", "user_id"),
        }

    def action_check(self):
        self._check_doubles()
        return True

    def action_register(self):
        self._register_account()
        return True

    def _check_doubles(self):
        """applied → checked: no other unit has registered the customer [CT-11]."""
        self._check_free()
        self._check_obstacles()
        self._set_state("checked")

    def _check_free(self):
        """Refuse a customer that is registered.

        :raises UserError: names who registered it, or one like it
        """
        for record in self:
            taken = record.double_ids.filtered(lambda r: r.state == "registered")
            if taken:
                raise UserError(
                    self.env._(
                        "%(customer)s is registered by %(unit)s already. Refuse the "
                        "application, or end the other registration first.",
                        customer=record.partner_id.display_name,
                        unit=", ".join(
                            r.unit_id.display_name or r.user_id.name or ""
                            for r in taken
                        ),
                    )
                )

    def _register_account(self):
        """checked → registered; by city or province approvers, not the applicant."""
        self.env["customer.tier.change"]._check_role("city")
        if own := self.filtered(lambda r: self.env.user in r.user_id | r.create_uid):
            raise UserError(
                self.env._(
                    "You applied for %(names)s yourself: another approver registers it.",
                    names=", ".join(own.mapped("display_name")),
                )
            )
        self._check_obstacles()
        today = fields.Date.context_today(self)
        for record in self:  # one by one: each counts for those after it
            record._check_free()
            record._set_state("registered", date_registered=today)

    def _refuse(self, reason):
        """Refuse an application with a reason."""
        self.env["customer.tier.change"]._check_role("city")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the application is refused."))
        self._set_state("refused", reason=reason)

    def _end(self, reason):
        """registered → ended, with a reason: the customer is free again."""
        self.env["customer.tier.change"]._check_role("city")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the registration ends."))
        self._set_state("ended", reason=reason)

    def _set_upstream(self, reason):
        """Mark registered customers as upstream key accounts [CT-03].

        :param str reason: why; kept with registrant and date
        :raises AccessError: only the top level may do it
        """
        self.env["customer.tier.change"]._check_role("province")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is an upstream key account."))
        if wrong := self.filtered(lambda r: r.state != "registered"):
            raise UserError(
                self.env._(
                    "Register %(names)s first.",
                    names=", ".join(wrong.mapped("display_name")),
                )
            )
        self._write_gated(
            {
                "is_upstream": True,
                "upstream_reason": reason,
                "upstream_by_id": self.env.uid,
                "date_upstream": fields.Date.context_today(self),
            }
        )
