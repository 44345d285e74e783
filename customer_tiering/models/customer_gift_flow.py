from odoo import fields, models
from odoo.exceptions import AccessError, UserError

COMPLIANCE = "customer_tiering.group_tier_compliance"


class CustomerGiftFlow(models.Model):
    """Request, decisions, giving and closing of gifts [CT-26, CT-27]."""

    _inherit = "customer.gift"

    def action_approve_compliance(self):
        self._approve_compliance()
        return True

    def action_cancel(self):
        return self._open_step("cancel", self.env._("Cancel the Request"))

    def action_give(self):
        return self._open_hand_over("give", self.env._("Record what was given"))

    def action_return(self):
        return self._open_hand_over("return", self.env._("Record what came back"))

    def _open_hand_over(self, step, title):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "customer.gift.give",
            "view_mode": "form",
            "target": "new",
            "context": {"default_step": step, "default_gift_id": self.id},
        }

    def _submit(self):
        """draft → submitted: asked before giving [CT-26].

        :raises UserError: not the requester's, incomplete, cash, too late, during a
            tender, for an official, or over a limit that the company does not pass
        """
        self._check_own()
        for gift in self:
            gift._check_complete()
        self.line_ids._check_no_cash()
        needing = self._check_limits()
        now = fields.Datetime.now()
        for gifts, needs in ((needing, True), (self - needing, False)):
            gifts._set_state("submitted", date_submitted=now, needs_compliance=needs)
        for gift in self:
            gift._ask(gift._get_heads(), gift.env._("Decide before it is given"))

    def _approve(self):
        """submitted → approved, or on to compliance where limits say so.

        :raises UserError: by nobody but a superior; limits are judged anew
        """
        self._check_state("submitted")
        self._check_superior()
        needing = self._check_limits()
        now = fields.Datetime.now()
        self._asked()
        for gift in self:
            vals = gift._prepare_decision_vals(gift in needing)
            vals |= {"approver_id": self.env.uid, "date_decided": now}
            if gift in needing:
                gift._set_state("compliance", **vals)
                gift._ask(
                    gift.company_id.gift_compliance_id, gift.env._("Compliance decides")
                )
            else:
                gift._set_state("approved", date_approved=now, **vals)
        self.filtered(lambda g: g.state == "approved")._after_approved()

    def _approve_compliance(self):
        """compliance → approved, by an officer who neither requested nor approved it."""
        self._check_state("compliance")
        self._check_compliance()
        self._check_limits()
        self._asked()
        for gift in self:
            gift._set_state(
                "approved",
                compliance_id=self.env.uid,
                date_approved=fields.Datetime.now(),
                **gift._prepare_decision_vals(True),
            )
        self._after_approved()

    def _refuse(self, reason):
        """submitted or with compliance → refused, with a reason, by who may decide."""
        self._check_reason(reason)
        asked = self.filtered(lambda g: g.state == "compliance")
        asked._check_compliance()
        (self - asked)._check_superior()
        self._asked()
        by, now = self.env.uid, fields.Datetime.now()
        asked._set_state("refused", refusal_reason=reason, compliance_id=by)
        (self - asked)._set_state(
            "refused", refusal_reason=reason, approver_id=by, date_decided=now
        )
        self._after_refused(reason)

    def _cancel(self, reason):
        """Before giving → cancelled, with a reason, by the requester or a superior."""
        self._check_reason(reason)
        self._check_party()
        self._asked()
        self._set_state("cancelled", refusal_reason=reason)
        self._after_refused(reason)

    def _close(self):
        """given → closed: someone else than the requester has seen the proof.

        :raises UserError: no proof of receipt although something was kept
        """
        if not self.env.user.has_group(COMPLIANCE):
            self._check_superior()
        if own := self.filtered(lambda g: g.requester_id == self.env.user):
            own._check_superior()
        for gift in self:
            kept = gift.line_ids.filtered("counts")
            if kept and not gift.proof_ids and not (gift.proof_note or "").strip():
                raise UserError(
                    self.env._(
                        "%(name)s has no proof of receipt. %(requester)s attaches it, or "
                        "writes who saw the receipt; then it can be closed.",
                        name=gift.name,
                        requester=gift.requester_id.name,
                    )
                )
        self._set_state(
            "closed",
            closed_by_id=self.env.uid,
            date_closed=fields.Date.context_today(self),
        )

    def _after_approved(self):
        """Called once a request is finally approved; for what waits for it."""
        for gift in self:
            gift._remind_giving()

    def _after_refused(self, reason):
        """Called once a request is refused or cancelled; for what waits for it."""
        self._reminded()

    def _prepare_decision_vals(self, needs_compliance):
        """Freeze what was known when it was decided."""
        self.ensure_one()
        found = self._judge()[self]
        for line in self.line_ids:
            year, _codes = found[line.recipient_id]
            line._write_gated(
                {"year_before_decided": year, "was_barred": line.is_barred}
            )
        return {
            "needs_compliance": needs_compliance,
            "decision_note": self.finding_note,
        }

    def _check_compliance(self):
        if not self or self.env.su:
            return
        if not self.env.user.has_group(COMPLIANCE):
            raise AccessError(
                self.env._(
                    "%(name)s is decided by compliance now. Ask a colleague of the "
                    "group “%(group)s”.",
                    name=self[0].name,
                    group=self.env.ref(COMPLIANCE).sudo().name,  # no secret
                )
            )
        own = self.filtered(lambda g: self.env.user in (g.requester_id, g.approver_id))
        if own:
            raise UserError(
                self.env._(
                    "You requested or approved %(names)s yourself: another compliance "
                    "officer decides.",
                    names=", ".join(own.mapped("name")),
                )
            )

    def _check_complete(self):
        self.ensure_one()
        self._check_filled(["line_ids", "reason", "tender", "occasion"])
        if self.tender == "yes":
            raise UserError(
                self.env._(
                    "%(customer)s decides on a tender or offer of ours: nothing is given "
                    "until it is decided. Ask again after that.",
                    customer=self.partner_id.display_name,
                )
            )
        if self.date_planned < fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "%(name)s was planned for %(day)s, which is past. Gifts are "
                    "requested before giving: correct the date.",
                    name=self.name,
                    day=fields.Date.to_string(self.date_planned),
                )
            )
