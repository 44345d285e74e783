from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

#: a customer consents before, or while, goods are used
OPEN_STATES = ("draft", "approved", "in_force", "used_up")
# Only code of this file can pass this object in a context: no RPC caller can.
_WITHDRAWING = object()


class QualityConcessionConsent(models.Model):
    """A customer's consent to get goods under a concession, with its proof [NC-57].

    Not changed afterwards: withdrawn with a reason, and recorded anew.
    """

    _name = "quality.concession.consent"
    _description = "Customer's Consent"
    _inherit = ["mail.thread", "quality.guard.mixin"]
    _order = "id desc"
    _check_company_auto = True

    concession_id = fields.Many2one(
        "quality.concession",
        required=True,
        index=True,
        check_company=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="concession_id.company_id", store=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, check_company=True
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", store=True, index=True
    )
    date = fields.Date("Given on", required=True, default=fields.Date.context_today)
    given_by = fields.Char(required=True, help="Who consented for the customer.")
    evidence = fields.Binary(
        attachment=True, required=True, help="The letter, mail or agreement."
    )
    evidence_name = fields.Char()
    note = fields.Char("Conditions")
    recorded_by_id = fields.Many2one(
        "res.users",
        "Recorded by",
        default=lambda self: self.env.user,
        required=True,
        readonly=True,
    )
    date_withdrawn = fields.Datetime("Withdrawn on", readonly=True, copy=False)
    withdraw_reason = fields.Char("Withdrawn because", readonly=True, copy=False)

    can_record = fields.Boolean(compute="_compute_can_record")

    @api.depends("partner_id")
    @api.depends_context("uid")
    def _compute_can_record(self):
        for consent in self:
            consent.can_record = consent._may_record()

    @api.depends("partner_id", "date")
    def _compute_display_name(self):
        for consent in self:
            name = consent.partner_id.display_name or ""
            consent.display_name = f"{consent.concession_id.name}: {name}"

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        if self.filtered(lambda consent: consent.date > today):
            raise ValidationError(
                self.env._(
                    "A consent is recorded after it was given: correct the date."
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["recorded_by_id"] = self.env.uid
        consents = super().create(vals_list)
        consents._check_may_record()
        for consent in consents:
            consent._check_fits()
            consent.concession_id._log_history(
                "note", {"consent": consent.partner_id.display_name}
            )
        return consents

    def write(self, vals):
        talk = {name for name in self._fields if name.startswith("message_")}
        if vals.keys() - talk and self.env.context.get("quality_consent") is not (
            _WITHDRAWING
        ):
            raise UserError(
                self.env._(
                    "A consent stays as it was given. If it no longer holds, withdraw it "
                    "with a reason and record the new one."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        raise UserError(
            self.env._(
                "A consent is evidence and stays. If it no longer holds, withdraw it "
                "with a reason."
            )
        )

    def action_withdraw(self):
        """Ask for the reason."""
        self.ensure_one()
        return self.concession_id._open_step(
            "withdraw", self.env._("Withdraw Consent"), consent=self
        )

    def _withdraw(self, reason):
        """Note that the customer no longer consents: nothing more is delivered to him.

        :param str reason: what the customer said
        :raises AccessError: the user may not deal with this customer's consents
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the consent no longer holds."))
        self._check_may_record()
        consents = self.filtered(lambda consent: not consent.date_withdrawn)
        # only who may record is allowed here; users hold no right to change consents
        consents.sudo().with_context(quality_consent=_WITHDRAWING).write(
            {"date_withdrawn": fields.Datetime.now(), "withdraw_reason": reason}
        )
        for consent in consents:
            consent.sudo().concession_id._log_history(
                "note", {"withdrawn": consent.partner_id.display_name}, comment=reason
            )

    def _may_record(self):
        """Hook: whether the current user deals with this customer's consents."""
        self.ensure_one()
        user = self.env.user
        return user.has_group("quality_base.group_quality_user") or user in (
            self.partner_id.user_id | self.commercial_partner_id.user_id
        )

    def _check_may_record(self):
        for consent in self:
            if not self.env.su and not consent._may_record():
                raise AccessError(
                    self.env._(
                        "Consents of %(customer)s are recorded by quality staff and by "
                        "this customer's salesperson. Give them the proof.",
                        customer=consent.partner_id.display_name,
                    )
                )

    def _check_fits(self):
        self.ensure_one()
        concession = self.concession_id.sudo()  # who records may not read all of it
        if concession.state not in OPEN_STATES:
            raise UserError(
                self.env._(
                    "%(name)s is “%(state)s”: a consent changes nothing any more.",
                    name=concession.name,
                    state=concession._state_label(concession.state),
                )
            )
        if not self.evidence:
            raise UserError(
                self.env._("Attach the proof of the consent: letter, mail, agreement.")
            )
        allowed = concession.partner_ids.commercial_partner_id
        if allowed and self.commercial_partner_id not in allowed:
            raise UserError(
                self.env._(
                    "%(name)s is only for %(customers)s. Goods for %(customer)s need a "
                    "decision of their own.",
                    name=concession.name,
                    customers=", ".join(allowed.mapped("name")),
                    customer=self.partner_id.display_name,
                )
            )
