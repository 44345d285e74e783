from odoo import api, fields, models
from odoo.fields import Domain


class CustomerAgreement(models.Model):
    """A signed agreement with a key account, valid for a time [CT-01]."""

    _name = "customer.agreement"
    _description = "Customer Agreement"
    _inherit = [
        *("mail.thread", "mail.activity.mixin", "customer.state.mixin"),
        "customer.party.mixin",
    ]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _frozen_states = ("ended",)
    _kept_states = ("signed", "ended")

    name = fields.Char("Number", required=True, copy=False)
    partner_id = fields.Many2one(domain="[('is_company', '=', True)]")
    state = fields.Selection(
        [("draft", "Draft"), ("signed", "Signed"), ("ended", "Ended")],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    date_from = fields.Date("Valid from", required=True, default=fields.Date.today)
    date_to = fields.Date("Valid to", help="Empty: until it is ended.")
    date_signed = fields.Date("Signed on", readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users", "Responsible", default=lambda self: self.env.user, index=True
    )
    note = fields.Text("Contents")
    in_force = fields.Boolean(compute="_compute_in_force", search="_search_in_force")

    _date_check = models.Constraint(
        "CHECK(date_to IS NULL OR date_from <= date_to)",
        "The agreement ends before it begins: correct its dates.",
    )
    _valid_idx = models.Index(
        "(commercial_partner_id, company_id) WHERE state = 'signed'"
    )

    @api.depends("state", "date_from", "date_to")
    def _compute_in_force(self):
        self._set_flag("in_force", self._get_valid_domain())

    def _search_in_force(self, operator, value):
        return self._get_valid_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_valid_domain(self):
        today = fields.Date.context_today(self)
        return (
            Domain("state", "=", "signed")
            & Domain("date_from", "<=", today)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        )

    @api.model
    def _get_transitions(self):
        return {"draft": {"signed"}, "signed": {"ended"}}

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"date_signed"}

    @api.model
    def _get_draft_fields(self):
        return super()._get_draft_fields() | {
            *("name", "partner_id", "company_id", "date_from", "date_to"),
        }

    def action_sign(self):
        self._sign_agreement()
        return True

    def action_end(self):
        self._end()
        return True

    def _sign_agreement(self):
        """draft → signed: it counts from its first day of validity."""
        self._set_state("signed", date_signed=fields.Date.context_today(self))

    def _end(self):
        """signed → ended: it no longer counts from today."""
        self._set_state("ended")
