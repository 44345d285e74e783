from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import email_normalize

REPORT = "quality_complaint.action_report_complaint_reply"
TEMPLATE = "quality_complaint.mail_complaint_reply"


class QualityComplaintReply(models.Model):
    """The reply goes out as a letter, by mail where that is how he is reached [CO-40].

    In the customer's language; the letter is kept with the complaint.
    """

    _inherit = "quality.complaint"

    reply_channel = fields.Selection(
        [
            ("mail", "E-mail with letter"),
            ("letter", "Letter"),
            ("phone", "By telephone"),
            ("person", "In person"),
        ],
        "Reply by",
        compute="_compute_reply_channel",
        store=True,
        readonly=False,
        copy=False,
    )
    reply_attachment_id = fields.Many2one(
        "ir.attachment", "Letter", readonly=True, copy=False, index="btree_not_null"
    )

    @api.depends("contact_email", "partner_id.email")
    def _compute_reply_channel(self):
        for record in self:
            record.reply_channel = record.reply_channel or (
                "mail" if record._get_reply_address() else "letter"
            )

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"reply_attachment_id"}

    def action_print_reply(self):
        """Print the letter as it stands, also before it is sent."""
        return self.env.ref(REPORT).report_action(self)

    def _get_reply_address(self):
        """Return the address to which the reply is mailed, or False."""
        self.ensure_one()
        record = self.sudo()  # written to, not shown
        return email_normalize(record.contact_email or record.partner_id.email or "")

    def _get_reply_blockers(self):
        blockers = super()._get_reply_blockers()
        if self.reply_channel == "mail" and not self._get_reply_address():
            blockers.append(
                self.env._(
                    "there is no valid e-mail address: enter one, or reply in another "
                    "way."
                )
            )
        return blockers

    def _reply(self):
        """The customer has the answer: letter made, mailed where possible [CO-40].

        An opinion on an earlier reply is asked for again.

        :raises UserError: there is no answer, or no way to send it
        """
        self._check_step("reply")
        again = self.filtered("date_replied")
        result = super()._reply()
        again.write({"customer_opinion": False, "customer_opinion_note": False})
        self._send_letters()
        return result

    def _reject(self, reason):
        result = super()._reject(reason)
        told = self.filtered(lambda r: not r._is_reply_empty() and r._is_known())
        told._send_letters()
        return result

    def _is_reply_empty(self):
        self.ensure_one()
        text = Markup(self.reply or "").striptags()
        return not text.strip()

    def _send_letters(self):
        for record in self:
            letter = record._make_letter()
            record.solution_ids._enter_written(letter)
            if record.reply_channel == "mail" and record._get_reply_address():
                record._mail_letter(letter)

    def _make_letter(self):
        """Render the letter in the customer's language and keep it; return it."""
        self.ensure_one()
        lang = self._get_customer_lang()
        # what the customer gets does not depend on what the sender may see
        report = self.env["ir.actions.report"].sudo().with_context(lang=lang)
        content, kind = report._render_qweb_pdf(REPORT, self.ids)
        letter = (
            self.env["ir.attachment"]
            .sudo()  # belongs to the complaint that the user just answered
            .create(
                {
                    "name": f"{self.name.replace('/', '-')}.{kind}",
                    "raw": content,
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        )
        self._write_gated({"reply_attachment_id": letter.id})
        self._log_history("note", {"reply": self.reply_channel, "file": letter.name})
        return letter.sudo(False)

    def _mail_letter(self, letter):
        self.ensure_one()
        # a template's texts are not for every user; what it says is the customer's own
        template = self.env.ref(TEMPLATE).sudo()
        lang = self._get_customer_lang()
        subject, body = (
            template._render_field(name, self.ids, set_lang=lang)[self.id]
            for name in ("subject", "body_html")
        )
        partner = (
            self.partner_id if not self.contact_email else self.partner_id.browse()
        )
        # the handler need not see whom it goes to
        self.sudo().message_post(
            subject=subject,
            body=Markup(body),  # the template escapes values
            author_id=self.env.user.partner_id.id,
            email_from=self.company_id.email_formatted or None,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=partner.ids,
            outgoing_email_to=False if partner else self._get_reply_address(),
            attachment_ids=letter.ids,
            notify_skip_followers=True,
        )

    def _get_letter_name(self):
        """Return whom the letter addresses; nobody where that is a secret [CO-82]."""
        self.ensure_one()
        if self.confidential:
            return False
        return self.contact_name or self.partner_id.name
