from odoo import api, fields, models
from odoo.tools import (
    email_normalize,
    html2plaintext,
    html_sanitize,
    is_html_empty,
    parse_contact_from_email,
)

#: characters of a mail that the description takes; the mail itself is kept whole
MAX_TEXT = 10_000


class QualityComplaintMail(models.Model):
    """Complaints that come by e-mail: who writes is kept as he says, not made a contact.

    A known sender is linked, an unknown one stands in the fields of the complainant
    [CO-01, CO-03]. A colleague who forwards a mail is the reporter, not the
    complainant [CO-05].
    """

    _inherit = "quality.complaint"
    _primary_email = "contact_email"

    mailbox_id = fields.Many2one(
        "quality.complaint.mailbox",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The address to which it was sent; answers come back there.",
    )
    is_automatic = fields.Boolean(
        "Sent by a Machine",
        readonly=True,
        copy=False,
        help="The mail says so itself (out of office, newsletter): nothing is sent back.",
    )

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Make a complaint of a mail; nothing of it is lost when it is malformed."""
        values = dict(custom_values or {})
        mailbox = self.env["quality.complaint.mailbox"].browse(
            values.pop("mailbox_id", False)
        )
        if mailbox.exists():
            values = mailbox._prepare_complaint_vals() | values
        values["description"] = self._get_mail_text(msg_dict)
        values.setdefault("channel", "email")
        sender = self._get_mail_sender(msg_dict)
        model = self
        if sender.get("reporter_id"):
            values["channel_detail"] = msg_dict.get("email_from")
        else:
            # whoever writes from outside is no user of ours
            model = self.with_user(self.env.ref("base.public_user")).sudo()
        # the subject is no number, and the base method takes it as the name
        plain = msg_dict | {
            "subject": "",
            "email_from": sender.pop("contact_email", False),
        }
        return super(QualityComplaintMail, model).message_new(plain, values | sender)

    def message_update(self, msg_dict, update_vals=None):
        """More words on a case, a closed one too: the responsible person is asked to look."""
        result = super().message_update(msg_dict, update_vals)
        if not self._get_colleague(msg_dict):
            self._ask_to_read_customer()
        return result

    def _get_mail_text(self, msg_dict):
        """Return subject and text of a mail as plain text, never empty."""
        body = msg_dict.get("body") or ""
        text = "" if is_html_empty(body) else html2plaintext(html_sanitize(body))
        parts = [(msg_dict.get("subject") or "").strip(), text.strip()]
        text = "\n\n".join(part for part in parts if part).replace("\x00", "")
        if len(text) > MAX_TEXT:
            return f"{text[:MAX_TEXT]}\n{self.env._('… (all of it in the discussion)')}"
        return text or self.env._("(no text: see the mail and its files)")

    @api.model
    def _get_mail_sender(self, msg_dict):
        """Return the values that say who wrote."""
        if colleague := self._get_colleague(msg_dict):
            return {"reporter_id": colleague.id}
        name, email = parse_contact_from_email(msg_dict.get("email_from") or "")
        partner = self.env["res.partner"].browse(msg_dict.get("author_id") or False)
        return {
            "reporter_id": False,
            "partner_id": partner.id,
            "contact_name": name or partner.name or "",
            "contact_email": email or msg_dict.get("email_from") or False,
            "contact_lang": partner.lang or False,
            "relation": "customer" if email else "anonymous",
        }

    @api.model
    def _get_colleague(self, msg_dict):
        """Return the internal user whose address a mail bears, if any.

        The gateway runs as him when it knows him, else as whoever fetches the mail.
        """
        user, email = self.env.user, email_normalize(msg_dict.get("email_from") or "")
        known = email and email in (user.email_normalized, email_normalize(user.login))
        return user if known and user._is_internal() else user.browse()

    def _ask_to_read_customer(self):
        """Plan one activity per record for whoever answers for it."""
        summary = self.env._("The customer wrote")
        for record in self:
            user = record.user_id or record.closed_by_id or record.team_id.head_id
            planned = record.sudo().activity_ids.filtered(  # whoever they are for
                lambda a, user=user: a.user_id == user and a.summary == summary
            )
            if user and not planned:
                record.activity_schedule(
                    "mail.mail_activity_data_todo", summary=summary, user_id=user.id
                )

    def _notify_get_reply_to_batch(self, defaults=None, author_ids=None):
        """Answers come back to the address that was written to."""
        result = super()._notify_get_reply_to_batch(defaults, author_ids)
        for record in self.sudo():  # the address of a mailbox is no secret
            if address := record.mailbox_id.alias_email:
                author_id = (author_ids or {}).get(record.id, False)
                result[record.id] = record._notify_get_reply_to_formatted_email(
                    address, author_id=author_id
                )
        return result

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        """Only what came by mail counts: calls of the same customer are no loop."""
        domain = super()._detect_loop_sender_domain(email_from_normalized)
        return [*domain, ("mailbox_id", "!=", False)]
