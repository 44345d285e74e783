from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CustomerRegistrationLeave(models.Model):
    """Leave to deal with a customer that another unit has registered [CT-11].

    requested → granted or refused by those who hold the registration; granted → ended.
    """

    _name = "customer.registration.leave"
    _description = "Leave to deal with a registered Customer"
    _inherit = ["mail.thread", "mail.activity.mixin", "customer.state.mixin"]
    _order = "id desc"
    _rec_name = "partner_id"
    _frozen_states = ("granted", "refused", "ended")
    _kept_states = ("granted", "refused", "ended")
    _reason_steps = ("_refuse", "_end")

    registration_id = fields.Many2one(
        "customer.registration",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('state', '=', 'registered')]",
    )
    partner_id = fields.Many2one(related="registration_id.partner_id", store=True)
    unit_id = fields.Many2one(related="registration_id.unit_id", string="Held by")
    company_id = fields.Many2one(
        related="registration_id.company_id", store=True, index=True, precompute=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Asked by",
        required=True,
        index=True,
        default=lambda self: self.env.user,
    )
    purpose = fields.Text(required=True)
    date_to = fields.Date("Valid to", help="Empty: until it is ended.")
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("granted", "Granted"),
            ("refused", "Refused"),
            ("ended", "Ended"),
        ],
        default="requested",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
        index=True,
    )
    decider_id = fields.Many2one("res.users", "Decided by", readonly=True, copy=False)
    date_decided = fields.Date("Decided on", readonly=True, copy=False)
    reason = fields.Text(readonly=True, copy=False)

    _open_uniq = models.UniqueIndex(
        "(registration_id, user_id) WHERE state IN ('requested', 'granted')",
        "Leave for this customer is requested or granted already.",
    )

    @api.model
    def _get_transitions(self):
        return {"requested": {"granted", "refused"}, "granted": {"ended"}}

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"decider_id", "date_decided", "reason"}

    @api.model
    def _get_fact_fields(self):
        return super()._get_fact_fields() | {"registration_id"}

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        for leave in leaves:
            leave._tell_holder()
        return leaves

    def action_grant(self):
        self._grant()
        return True

    def _grant(self):
        """requested → granted, by a holder of the registration or an approver."""
        self._decide("granted")

    def _refuse(self, reason):
        """requested → refused, with a reason."""
        self._decide("refused", reason)

    def _end(self, reason):
        """granted → ended, with a reason."""
        self._decide("ended", reason)

    def _decide(self, state, reason=None):
        if state != "granted" and not (reason or "").strip():
            raise UserError(self.env._("Say why there is no leave."))
        for leave in self:
            leave._check_may_decide()
        self._set_state(
            state,
            decider_id=self.env.uid,
            date_decided=fields.Date.context_today(self),
            reason=reason,
        )
        # the request was an activity of the holder: it is done
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"])

    def _check_may_decide(self):
        self.ensure_one()
        if self.env.user in self.user_id | self.create_uid and not self.env.su:
            raise UserError(
                self.env._(
                    "You asked for leave yourself: “%(unit)s” decides on it.",
                    unit=self.unit_id.display_name
                    or self.registration_id.user_id.display_name,
                )
            )
        if self.env.user not in self.registration_id._get_holders():
            self.env["customer.tier.change"]._check_role("city")
            if self.unit_id:
                self.unit_id._check_speaks()

    def _tell_holder(self):
        self.ensure_one()
        registration = self.registration_id
        user = self.unit_id._get_addressee(self, registration.user_id)
        if user and user != self.user_id:
            # the holder's to-do, whatever the one who asks may assign
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Decide on leave for %s", self.partner_id.name),
                user_id=user.id,
            )

    @api.model
    def _get_valid_domain(self):
        today = fields.Date.context_today(self)
        return Domain("state", "=", "granted") & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", today)
        )
