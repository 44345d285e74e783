from odoo import fields, models
from odoo.exceptions import UserError


class CustomerGiftHandOver(models.Model):
    """What was given, declined and brought back, and when [CT-26]."""

    _inherit = "customer.gift"

    def _give(self, day, declined=(), *, present="", note=""):
        """approved → given, on ``day``, which is never before the approval.

        :param date day: when it was handed over
        :param declined: lines that the recipients did not take
        :raises UserError: too early, in the future, or no longer within the limits
        """
        self._check_party()
        declined = self.env["customer.gift.line"].browse([d.id for d in declined])
        for gift in self:
            if gift.state == "approved":
                gift._check_day(day)
                gift._check_still_allowed(day, gift.line_ids - declined)
        self._set_state(
            "given", date_given=day, given_by_id=self.env.uid, present=present
        )
        self._reminded()
        lines = self.line_ids
        (lines - declined)._write_gated({"outcome": "given"})
        (lines & declined)._write_gated(
            {"outcome": "declined", "date_outcome": day, "outcome_note": note}
        )

    def _take_back(self, lines, day, note):
        """Record that recipients gave something back; it no longer counts.

        :raises UserError: it was not given, or came back before that
        """
        self._check_reason(note)
        self._check_party()
        lines = lines.filtered(lambda line: line.gift_id in self)
        for gift in self:
            mine = lines.filtered(lambda line, gift=gift: line.gift_id == gift)
            wrong = mine.filtered(lambda line: line.outcome != "given")
            today = fields.Date.context_today(self)
            if not mine or wrong or not gift.date_given <= day <= today:
                raise UserError(
                    self.env._(
                        "Only what was given can come back, between %(given)s and "
                        "today. Correct the lines or the date.",
                        given=fields.Date.to_string(gift.date_given) or "—",
                    )
                )
        lines._write_gated(
            {"outcome": "returned", "date_outcome": day, "outcome_note": note}
        )

    def _remind_giving(self):
        """Have the requester record on the planned day what came of it."""
        self.ensure_one()
        return self.activity_schedule(
            "customer_tiering.activity_giving",
            date_deadline=self.date_planned,
            user_id=self.requester_id.id,
        )

    def _reminded(self):
        self.activity_unlink(["customer_tiering.activity_giving"])

    def _check_day(self, day):
        approved = fields.Datetime.context_timestamp(self, self.date_approved).date()
        if not approved <= day <= fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "%(name)s was approved on %(approved)s: it is given on or after that "
                    "day, and not in the future. Correct the date.",
                    name=self.name,
                    approved=fields.Date.to_string(approved),
                )
            )

    def _check_still_allowed(self, day, lines):
        """Someone may have become an official, or the year may be another."""
        self.ensure_one()
        found = self._judge(day)[self]
        kept = {who: found[who] for who in lines.recipient_id}
        worst = self._worst(kept)
        if worst == "official":
            self._raise_official(kept)
        if worst != "ok" and not self.compliance_id:
            raise UserError(
                self.env._(
                    "%(name)s is no longer within the limits:\n%(note)s\nCancel it and "
                    "request it anew, for compliance to decide.",
                    name=self.name,
                    note=self._describe(kept),
                )
            )
