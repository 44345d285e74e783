from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import email_normalize

#: channels by which somebody writes who waits for a sign that it arrived
WRITTEN_CHANNELS = ("email", "web", "portal", "social")
#: confirmations per address and day: more go into a loop of machines
MAX_PER_DAY = 3
#: no machine answers these, and no person is told that the sender is out of office
HEADERS = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}


class QualityComplaintReceipt(models.Model):
    """Confirm as soon as possible that a complaint arrived [CO-08].

    With its number, the steps and the link to follow it. Acceptance by a person comes
    later and is told apart.
    """

    _inherit = "quality.complaint"

    contact_lang = fields.Char(
        "Language of the Complainant", help="Code of the language he wrote or chose."
    )
    date_receipt_told = fields.Datetime(
        "Receipt Confirmed on", readonly=True, copy=False
    )

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        if message.message_type == "email" and not self._is_from_inside(message):
            self._confirm_receipt(message)
        return result

    @api.model
    def _is_from_inside(self, message):
        return bool(message.author_id and not message.author_id.partner_share)

    def _confirm_receipt(self, message=None):
        """Write to whoever filed these complaints, once each, unless a machine did.

        :param message: the mail to answer, if any
        """
        for record in self:
            if email := record._get_receipt_address():
                record._mail_receipt(email, message)

    def _get_receipt_address(self):
        """Return the address to which the receipt is confirmed, or False."""
        self.ensure_one()
        wanted = (
            self.state == "new"
            and not self.date_receipt_told
            and not self.is_automatic
            and self.channel in WRITTEN_CHANNELS
            and (self.mailbox_id.confirm_receipt or not self.mailbox_id)
        )
        email = wanted and email_normalize(
            self.contact_email or self.partner_id.email or ""
        )
        if not email:
            return False
        own = self.env["mail.alias.domain"].sudo()._find_aliases([email])
        return False if own or self._is_told_often(email) else email

    def _is_told_often(self, email):
        since = fields.Datetime.now() - timedelta(days=1)
        told = self.sudo().search_count(  # a number, of all companies
            [("contact_email", "=ilike", email), ("date_receipt_told", ">=", since)],
            limit=MAX_PER_DAY,
        )
        return told >= MAX_PER_DAY

    def _mail_receipt(self, email, message=None):
        self.ensure_one()
        self._mail_customer("mail_complaint_received", email, message)
        self.sudo().write({"date_receipt_told": fields.Datetime.now()})

    def _mail_customer(self, template, email, parent=None):
        """Write to the customer in his language, in the company's name.

        Machines are told not to answer; he finds it on his page as well.

        :param str template: name of a mail.template of this addon
        :param str email: where to, when the complaint does not name a contact
        :param parent: the message that is answered, if any
        """
        self.ensure_one()
        # a template's texts are not for every user; what it says is the customer's own
        template = self.env.ref(f"quality_complaint.{template}").sudo()
        lang = self._get_customer_lang()
        rendered = {
            name: template._render_field(name, self.ids, set_lang=lang)[self.id]
            for name in ("subject", "body_html")
        }
        partner = self.partner_id if not self.contact_email else self.env["res.partner"]
        # whoever wrote is no user; the mail goes out in the company's name
        return self.sudo().message_post(
            subject=rendered["subject"],
            body=Markup(rendered["body_html"]),  # the template escapes values
            author_id=self.company_id.partner_id.id,
            email_from=self.company_id.email_formatted or None,
            message_type="auto_comment",
            subtype_xmlid="mail.mt_comment",
            parent_id=parent.id if parent else False,
            partner_ids=partner.ids,
            outgoing_email_to=False if partner else email,
            notify_skip_followers=True,
            mail_headers=HEADERS,
        )

    def _get_customer_lang(self):
        """Return the code of the installed language in which the customer is written to."""
        self.ensure_one()
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        wanted = (
            self.contact_lang,
            self.partner_id.lang,
            self.company_id.partner_id.lang,
            codes[0],
        )
        return next(code for code in wanted if code in codes)

    def _on_state_set(self, before, state, reason):
        """Who takes charge of what came from outside is the first responsible [CO-06]."""
        result = super()._on_state_set(before, state, reason)
        if state == "accepted":
            self.filtered(lambda r: not r.first_responsible_id)._write_gated(
                {"first_responsible_id": self.env.uid}
            )
        return result
