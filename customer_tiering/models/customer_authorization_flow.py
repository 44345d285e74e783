from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

#: letters ended or reminded per transaction of the scheduled action
BATCH = 100


class CustomerAuthorizationFlow(models.Model):
    """Who asks for, issues and ends a letter; what follows its end [CT-08]."""

    _inherit = "customer.authorization"

    @api.constrains("from_unit_id", "to_unit_id")
    def _check_units(self):
        for letter in self:
            above, unit = letter.from_unit_id, letter.to_unit_id
            if above == unit or not unit._is_within(above):
                raise ValidationError(
                    self.env._(
                        "A letter goes to a unit below the one that gives it: "
                        "“%(to)s” does not stand below “%(above)s”.",
                        to=unit.display_name,
                        above=above.display_name,
                    )
                )

    def action_submit(self):
        self._submit()
        return True

    def action_issue(self):
        self._issue()
        return True

    def _submit(self):
        """draft → submitted: the giving unit is told to sign the letter."""
        self.env["customer.tier.change"]._check_role("user")
        self._set_state("submitted")
        for letter in self:
            letter._tell(
                letter.from_unit_id, self.env._("Sign and issue %s", letter.name)
            )

    def _issue(self):
        """submitted → issued, by the giving unit, with the signed file [CT-08].

        :raises AccessError: the user does not decide for the giving unit
        :raises UserError: requested by himself, not signed, over, or a second one
        """
        today = fields.Date.context_today(self)
        for letter in self:  # one by one: each counts for those after it
            letter._check_may_decide()
            letter._check_complete()
            letter._check_giver()
            letter._set_state("issued", issuer_id=self.env.uid, date_issued=today)
        self._finish_activities()
        self._forget_owners()

    def _refuse(self, reason):
        """submitted → refused, with a reason."""
        self._decide_end("refused", reason)

    def _revoke(self, reason):
        """issued → ended before its time, with a reason: the customer returns."""
        self._decide_end("ended", reason)
        self._return_customers()

    def _decide_end(self, state, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the letter does not stand."))
        for letter in self:
            letter._check_may_decide()
        ended = fields.Date.context_today(self) if state == "ended" else False
        self._set_state(state, issuer_id=self.env.uid, reason=reason, date_ended=ended)
        self._finish_activities()

    def _check_may_decide(self):
        """Refuse who does not stand for the giving unit, or asked for it himself."""
        self.ensure_one()
        role = {"province": "province", "city": "city"}.get(
            self.from_unit_id.level, "user"
        )
        self.env["customer.tier.change"]._check_role(role)
        self.from_unit_id._check_speaks()
        asked = self.user_id | self.create_uid
        if self.state == "submitted" and self.env.user in asked and not self.env.su:
            raise UserError(
                self.env._(
                    "You asked for %(name)s yourself: another one decides on it.",
                    name=self.name,
                )
            )

    def _check_complete(self):
        self.ensure_one()
        if not self.file:
            raise UserError(
                self.env._(
                    "%(name)s is not signed: print it, sign it and add the file.",
                    name=self.name,
                )
            )
        if self.date_to < fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "%(name)s is over since %(day)s: make a new one.",
                    name=self.name,
                    day=format_date(self.env, self.date_to),
                )
            )
        # a letter of another unit may be out of the user's sight, and counts
        others = self.sudo().search(
            [
                ("commercial_partner_id", "=", self.commercial_partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "issued"),
                ("date_to", ">=", self.date_from),
                ("date_from", "<=", self.date_to),
            ],
            limit=1,
        )
        if others:
            raise UserError(
                self.env._(
                    "%(customer)s is handed to “%(unit)s” by %(name)s until %(day)s. "
                    "End that letter first, or begin later.",
                    customer=self.partner_id.display_name,
                    unit=others.to_unit_id.display_name,
                    name=others.name,
                    day=format_date(self.env, others.date_to),
                )
            )

    def _check_giver(self):
        """Refuse to hand over what a unit above the giving one manages [CT-07]."""
        customer = self.commercial_partner_id.with_company(self.company_id)
        tier = customer.tier_id.sudo()  # its level, that those who see it may know
        if tier and tier._is_above(self.from_unit_id):
            raise UserError(
                self.env._(
                    "%(tier)s customers are managed above “%(unit)s”: only the unit "
                    "there can give the letter.",
                    tier=tier.name,
                    unit=self.from_unit_id.display_name,
                )
            )

    def _return_customers(self):
        """Give registrations of the receiving units back to the giving ones."""
        self._forget_owners()
        registrations = self.env["customer.registration"].sudo()  # engine's own step
        rows = registrations.search(
            [
                ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                ("unit_id", "in", self.to_unit_id.ids),
                ("state", "=", "registered"),
            ]
        )
        for letter in self:
            mine = rows.filtered(
                lambda r, letter=letter: (
                    r.commercial_partner_id == letter.commercial_partner_id
                    and r.company_id == letter.company_id
                    and r.unit_id == letter.to_unit_id
                )
            )
            mine._write_gated({"unit_id": letter.from_unit_id.id})
            letter.message_post(
                body=self.env._(
                    "The customer returned to “%(unit)s”.",
                    unit=letter.from_unit_id.display_name,
                )
            )

    def _forget_owners(self):
        """Owners are computed from letters without a stored link: compute anew."""
        self.env["res.partner"].invalidate_model(
            ["owner_unit_id", "owner_user_id", "authorization_id"]
        )

    def _tell(self, unit, summary, deadline=None):
        """Give an activity to the unit's first person who may read the letter."""
        self.ensure_one()
        user = unit._get_addressee(self, self.user_id)
        if user:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                deadline or fields.Date.context_today(self),
                summary=summary,
                user_id=user.id,
            )

    def _finish_activities(self):
        # activities of others too: the step they asked for is done
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"])

    @api.model
    def _cron_letters(self):
        """End letters that are over, remind of those that end soon [CT-08]."""
        today = fields.Date.context_today(self)
        over = Domain("state", "=", "issued") & Domain("date_to", "<", today)
        self._work_off(over, lambda letters: letters._expire())
        soon = self._get_expiring_domain() & Domain("date_reminded", "=", False)
        self._work_off(soon, lambda letters: letters._remind())

    def _work_off(self, domain, step):
        remaining = self.search_count(domain)
        self.env["ir.cron"]._commit_progress(remaining=remaining)
        while letters := self.search(domain, limit=BATCH):
            step(letters)
            remaining -= len(letters)
            if not self.env["ir.cron"]._commit_progress(
                len(letters), remaining=max(remaining, 0)
            ):
                break

    def _expire(self):
        """issued → ended because the time is over; the customers return."""
        today = fields.Date.context_today(self)
        self._set_state("ended", date_ended=today, reason=self.env._("Time is over."))
        self._return_customers()
        for letter in self:
            letter._tell(
                letter.from_unit_id,
                self.env._("%(name)s ended: the customer is yours", name=letter.name),
            )

    def _remind(self):
        today = fields.Date.context_today(self)
        self._write_gated({"date_reminded": today})
        for letter in self:
            letter._tell(
                letter.to_unit_id,
                self.env._(
                    "%(name)s ends soon: renew it or hand over", name=letter.name
                ),
                letter.date_to,
            )
