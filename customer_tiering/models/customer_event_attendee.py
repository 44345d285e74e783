from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CustomerEventAttendee(models.Model):
    """A person invited to a customer event [CT-35]."""

    _name = "customer.event.attendee"
    _description = "Attendee of a Customer Event"
    _order = "event_id, id"
    _check_company_auto = True

    event_id = fields.Many2one(
        "customer.event", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="event_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Attendee",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain="[('is_company', '=', False)]",
    )
    employer_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Customer", store=True
    )
    function = fields.Char(related="partner_id.function", string="Post")
    attended = fields.Boolean()
    note = fields.Char("Remark")

    @api.constrains("event_id", "partner_id")
    def _check_once(self):
        # no constraint of the database: contacts that are merged keep their history
        for event in self.event_id:
            people = event.attendee_ids.partner_id
            if len(people) < len(event.attendee_ids):
                raise ValidationError(self.env._("A person is on the list already."))

    @api.model_create_multi
    def create(self, vals_list):
        attendees = super().create(vals_list)
        attendees._check_draft()
        return attendees

    def write(self, vals):
        after = {"attended", "note"} >= vals.keys()
        events = self.event_id
        if not after or any(e.state not in ("approved", "held") for e in events):
            self._check_draft()
        events._check_own()
        if "attended" in vals:
            events._check_not_registered()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._check_draft()

    def _check_draft(self):
        if late := self.event_id.filtered(lambda e: e.state != "draft"):
            raise UserError(
                self.env._(
                    "%(name)s is submitted: its list of attendees stays as it was "
                    "requested. Cancel the event, or request others separately.",
                    name=late[0].name,
                )
            )
        self.event_id._check_own()
