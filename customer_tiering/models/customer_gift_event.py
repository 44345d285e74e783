from odoo import fields, models
from odoo.exceptions import UserError


class CustomerGiftEvent(models.Model):
    """The request for what the attendees of an event get follows the event [CT-35]."""

    _inherit = "customer.gift"

    event_ids = fields.One2many("customer.event", "gift_id")

    def action_view_event(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.event",
            "view_mode": "form",
            "res_id": self.event_ids[:1].id,
        }

    def _remind_giving(self):
        """For an event it is the event that is recorded."""
        if self.sudo().event_ids:  # whether there is one, nothing else
            return None
        return super()._remind_giving()

    def _give(self, day, declined=(), **facts):
        """What attendees get is given with the event, to those who came."""
        waiting = self.sudo().event_ids.filtered(  # its name is shown, nothing else
            lambda e: e.state not in ("held", "closed")
        )
        if waiting:
            raise UserError(
                self.env._(
                    "Mark who attended in %(event)s and record there that it was held: "
                    "the register follows.",
                    event=waiting[0].display_name,
                )
            )
        return super()._give(day, declined, **facts)

    def _after_approved(self):
        """The event is decided with its hospitality, by the same superior."""
        res = super()._after_approved()
        for (
            event
        ) in self.sudo().event_ids:  # by those who just approved its hospitality
            if event.state == "submitted":
                event._asked()
                event._set_state(
                    "approved",
                    approver_id=event.gift_id.approver_id.id,
                    date_decided=fields.Datetime.now(),
                )
        return res

    def _after_refused(self, reason):
        """Without its hospitality the event is not held as requested."""
        res = super()._after_refused(reason)
        for event in self.sudo().event_ids:  # by those who just refused its hospitality
            if event.state in ("submitted", "approved"):
                event._asked()
                refused = event.gift_id.state == "refused"
                event._set_state(
                    "refused"
                    if refused and event.state == "submitted"
                    else "cancelled",
                    refusal_reason=reason,
                )
        return res

    def _drop(self, reason):
        """The event was refused or cancelled: nothing is given."""
        if given := self.filtered(lambda g: g.state in ("given", "closed")):
            raise UserError(
                self.env._(
                    "%(name)s is given already: the event was held.", name=given[0].name
                )
            )
        self._asked()
        self._set_state("cancelled", refusal_reason=reason)
