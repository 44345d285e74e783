from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize

SALES = "sales_team.group_sale_salesman"
WAYS = [
    ("mail", "E-mail"),
    ("letter", "Letter"),
    ("fax", "Fax"),
    ("person", "Handed over"),
]
#: the customer is told what came once it has come
NOTE_STATES = ("received", "inspected", "decided", "settled", "closed")


class QualityReturnNote(models.Model):
    """Return note 退货单: what came back, told by 12:00 of the next day [CO-74].

    The clerk checks pieces and amounts and sends it; how it is printed, mailed and kept
    stands in ``quality_return_note_mail.py``.
    """

    _inherit = "quality.return"

    note_way = fields.Selection(
        WAYS,
        "Return Note by",
        compute="_compute_note_way",
        store=True,
        readonly=False,
        copy=False,
    )
    date_note = fields.Datetime("Return Note sent on", readonly=True, copy=False)
    note_by_id = fields.Many2one(
        "res.users", "Return Note checked by", readonly=True, copy=False
    )
    note_attachment_id = fields.Many2one(
        "ir.attachment",
        "Return Note",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    can_send_note = fields.Boolean(compute="_compute_can_send_note")
    needs_note = fields.Boolean(
        "Return Note not sent",
        compute="_compute_needs_note",
        search="_search_needs_note",
    )

    @api.depends("partner_id.email")
    def _compute_note_way(self):
        for record in self:
            record.note_way = record.note_way or (
                "mail" if record._get_note_address() else "letter"
            )

    @api.depends("state", "date_note")
    @api.depends_context("uid")
    def _compute_can_send_note(self):
        may = self._may_send_note()
        for record in self:
            record.can_send_note = may and record.needs_note

    @api.depends("state", "date_note")
    def _compute_needs_note(self):
        for record in self:
            record.needs_note = record.state in NOTE_STATES and not record.date_note

    def _search_needs_note(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in", NOTE_STATES), ("date_note", "=", False)]

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "date_note",
            "note_by_id",
            "note_attachment_id",
        }

    def _deadline_steps(self):
        return super()._deadline_steps() | {"note": self.env._("Return note")}

    def _prepare_deadline_owner_vals(self, step):
        """The return's clerk; else the customer's salesman, else who accepted it."""
        vals = super()._prepare_deadline_owner_vals(step)
        if step != "note" or vals["user_id"]:
            return vals
        return vals | {"user_id": self._get_note_clerk().id}

    def _get_note_clerk(self):
        self.ensure_one()
        salesman = self.partner_id.user_id or self.commercial_partner_id.user_id
        return salesman or self.accepted_by_id or self.reporter_id

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        if state == "received":
            self._start_deadline("note")
        return result

    def _follow_receipts(self, rows):
        """What comes after the note was sent needs another one."""
        told = self.filtered("date_note")
        if told:
            told._write_gated({"date_note": False})
            told._start_deadline("note")
        return super()._follow_receipts(rows)

    def action_send_note(self):
        """Send the note in the way chosen."""
        self._send_note()
        return True

    def _may_send_note(self):
        return self._is_staff() or self.env.user.has_group(SALES)

    def _get_note_address(self):
        """Return the address to which the note is mailed, or False."""
        self.ensure_one()
        return email_normalize(self.sudo().partner_id.email or "")  # to write to

    def _send_note(self, way=None):
        """Pieces and amounts are checked: send the note, keep it, stop the clock.

        :param str way: one of ``WAYS``; default: as chosen on the return
        :raises AccessError: neither complaint staff nor sales, or no reader of it
        :raises UserError: nothing came yet, it is sent, or no address to mail it to
        """
        self._check_may_send_note()
        for record in self:
            chosen = way or record.note_way
            record._check_note(chosen)
            # checked above; a salesman may only read the returns he helps with
            engine = record.sudo()
            note = engine._make_note()
            engine._write_gated(
                {
                    "note_way": chosen,
                    "date_note": fields.Datetime.now(),
                    "note_by_id": self.env.uid,
                    "note_attachment_id": note.id,
                }
            )
            if chosen == "mail":
                engine._mail_note(note)
            engine._finish_deadline("note")
            engine._log_history("note", {"return note": chosen, "file": note.name})

    def _check_may_send_note(self):
        self.check_access("read")
        if not self._may_send_note():
            raise AccessError(
                self.env._(
                    "Return notes are checked and sent by complaint staff or sales. "
                    "Ask one of them."
                )
            )

    def _check_note(self, way):
        self.ensure_one()
        if self.state not in NOTE_STATES:
            raise UserError(
                self.env._(
                    "%(name)s is “%(state)s”: the note tells what came, so send it once "
                    "the goods are received.",
                    name=self.name,
                    state=self._state_label(self.state),
                )
            )
        if self.date_note:
            raise UserError(
                self.env._(
                    "The return note of %(name)s is sent already (%(date)s). It is kept "
                    "with the return: forward that one.",
                    name=self.name,
                    date=fields.Datetime.context_timestamp(self, self.date_note).date(),
                )
            )
        if way == "mail" and not self._get_note_address():
            raise UserError(
                self.env._(
                    "%(partner)s has no valid e-mail address. Enter one, or choose how "
                    "the note goes in “Return Note by”.",
                    partner=self.partner_id.display_name,
                )
            )
