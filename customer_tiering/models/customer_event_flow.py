from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.cash_like import find_cash_like


class CustomerEventFlow(models.Model):
    """Request, decision, holding and closing of customer events [CT-35]."""

    _inherit = "customer.event"

    def action_hold(self):
        self._hold()
        return True

    def action_cancel(self):
        return self._open_step("cancel", self.env._("Cancel the Event"))

    def action_view_gift(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.gift",
            "view_mode": "form",
            "res_id": self.gift_id.id,
        }

    def _submit(self):
        """draft → submitted; what attendees get is requested along with it.

        :raises UserError: incomplete, in the past, or the hospitality is refused
        """
        self._check_own()
        for event in self:
            event._check_complete()
            event._write_gated({"gift_id": event._request_hospitality().id})
        self._set_state("submitted", date_submitted=fields.Datetime.now())
        for event in self:
            event._ask(
                event._get_heads(), event.env._("Decide before the event is held")
            )

    def _approve(self):
        """submitted → approved by a superior, once the hospitality is approved.

        :raises UserError: by others, or the hospitality request is not decided
        """
        self._check_superior()
        for gift in self.gift_id:
            if gift.state != "approved":
                raise UserError(
                    self.env._(
                        "Decide on the hospitality request %(name)s first: the event is "
                        "approved with it.",
                        name=gift.name,
                    )
                )
        self._asked()
        self._set_state(
            "approved", approver_id=self.env.uid, date_decided=fields.Datetime.now()
        )

    def _refuse(self, reason):
        """submitted → refused with a reason, and the hospitality with it."""
        self._check_reason(reason)
        self._check_superior()
        self._asked()
        self._set_state(
            "refused",
            refusal_reason=reason,
            approver_id=self.env.uid,
            date_decided=fields.Datetime.now(),
        )
        self._drop_hospitality(reason)

    def _cancel(self, reason):
        """Before it is held → cancelled with a reason, and the hospitality with it."""
        self._check_reason(reason)
        self._check_party()
        self._asked()
        self._set_state("cancelled", refusal_reason=reason)
        self._drop_hospitality(reason)

    def _hold(self):
        """approved → held: those marked as attended got their share.

        :raises UserError: nobody is marked, or it has not begun
        """
        self._check_party()
        today = fields.Date.context_today(self)
        for event in self:
            day = fields.Datetime.context_timestamp(event, event.date_start).date()
            if day > today or (event.attendee_ids and not event.attended_count):
                raise UserError(
                    self.env._(
                        "Mark in %(name)s who attended, on or after the day of the "
                        "event (%(day)s).",
                        name=event.name,
                        day=fields.Date.to_string(day),
                    )
                )
            event._set_state("held", date_held=day)
            event._give_hospitality(day)

    def _close(self):
        """held → closed: cost and result are written."""
        self._check_party()
        for event in self:
            if not (event.result or "").strip() or (event.budget and not event.cost):
                raise UserError(
                    self.env._(
                        "Write the actual cost and the result of %(name)s, then close.",
                        name=event.name,
                    )
                )
        self._set_state("closed")

    def _check_complete(self):
        self.ensure_one()
        names = ["purpose", "agenda", "attendee_ids"]
        if self.hospitality:
            names += ["kind_id", "partner_id", "tender"]
        self._check_filled(names)
        if self.date_start < fields.Datetime.now():
            raise UserError(
                self.env._(
                    "%(name)s has begun already. Events are requested before: correct "
                    "the time.",
                    name=self.name,
                )
            )
        if word := find_cash_like(self.title):
            kind = self.env["customer.gift.kind"]
            raise UserError(kind._cash_message(self.title, word))

    def _request_hospitality(self):
        """Make and submit the request for what attendees get, if they get anything."""
        self.ensure_one()
        gift = self.env["customer.gift"]
        if self.currency_id.is_zero(self.hospitality) or not self._get_guests():
            return gift
        gift = gift.create(self._prepare_gift_vals())
        gift._submit()
        return gift

    def _get_guests(self):
        """Attendees who are not of the own staff: only they enter the register."""
        return self.attendee_ids.filtered("partner_id.partner_share")

    def _prepare_gift_vals(self):
        self.ensure_one()
        line = {
            "description": self.title,
            "quantity": 1,
            "unit_value": self.value_per_head,
        }
        day = fields.Datetime.context_timestamp(self, self.date_start).date()
        return {
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "kind_id": self.kind_id.id,
            "occasion": self.display_name,
            "reason": self.purpose,
            "tender": self.tender,
            "date_planned": day,
            "line_ids": [
                Command.create({**line, "recipient_id": attendee.partner_id.id})
                for attendee in self._get_guests()
            ],
        }

    def _check_not_registered(self):
        """Who attended is in the register with the event: it does not change."""
        if done := self.filtered(lambda e: e.state == "held" and e.gift_id):
            raise UserError(
                self.env._(
                    "%(name)s was held: who attended is in the gift register and stays. "
                    "Write a remark, or record there what came back.",
                    name=done[0].display_name,
                )
            )

    def _give_hospitality(self, day):
        """Enter into the register who got his share and who did not come."""
        self.ensure_one()
        if gift := self.gift_id:
            came = self.attendee_ids.filtered("attended").partner_id
            absent = gift.line_ids.filtered(lambda line: line.recipient_id not in came)
            gift._give(day, absent, note=self.env._("Did not attend"))

    def _drop_hospitality(self, reason):
        """Cancel what was requested for the attendees and is not given."""
        done = ("refused", "cancelled")
        self.gift_id.filtered(lambda g: g.state not in done)._drop(reason)
