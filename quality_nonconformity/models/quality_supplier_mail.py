from markupsafe import Markup

from odoo import models
from odoo.fields import Command


class QualitySupplierMail(models.AbstractModel):
    """Mails to the supplier, in his language, logged without the link [NC-30].

    Whoever reads the discussion must not be able to answer as the supplier: the mail
    carries the link, the message that logs it does not.
    """

    _inherit = "quality.supplier.access"

    def _mail_supplier(self, template):
        """Write to the supplier of each record; without an address that is noted.

        :param str template: name of a mail.template of this addon on the model
        :return: the mail.mail records, as superuser
        """
        template = self.env.ref(f"quality_nonconformity.{template}").sudo()
        mails = self.env["mail.mail"].sudo()
        for record in self:
            contact = record._get_supplier_contact()
            if contact.email:
                mails |= record._send_supplier_mail(template, contact)
            else:
                record._note_missing_address(contact)
        return mails

    def _send_supplier_mail(self, template, contact):
        self.ensure_one()
        subject = self._render_supplier_mail(template, "subject", None)
        logged = self._render_supplier_mail(template, "body_html", None)
        # the writer may write the record; mails and templates are not his
        sudo = self.sudo()
        message = sudo.message_post(
            subject=subject,
            body=Markup(logged),  # rendered by the template, which escapes values
            message_type="email_outgoing",
            subtype_xmlid="mail.mt_note",
            author_id=self.env.user.partner_id.id,
        )
        mail = sudo.env["mail.mail"].create(
            {
                "mail_message_id": message.id,
                "body_html": self._render_supplier_mail(
                    template, "body_html", self._get_supplier_url()
                ),
                "recipient_ids": [Command.link(contact.id)],
                "auto_delete": True,
                "is_notification": True,  # the log outlives the mail
                "headers": repr({"X-Odoo-Objects": f"{self._name}-{self.id}"}),
            }
        )
        sudo.env["mail.notification"].create(
            {
                "mail_message_id": message.id,
                "mail_mail_id": mail.id,
                "res_partner_id": contact.id,
                "notification_type": "email",
                "notification_status": "ready",
                "is_read": True,
            }
        )
        self._log_history("notice", {"to": contact.name, "about": subject})
        return mail

    def _render_supplier_mail(self, template, field, link):
        rendered = template.with_context(
            supplier_link=link, lang=self._get_supplier_lang()
        )._render_field(field, self.ids, set_lang=self._get_supplier_lang())
        return rendered[self.id]

    def _note_missing_address(self, contact):
        """Say on the record that the supplier must be told by other means."""
        self.ensure_one()
        self.message_post(
            body=self.env._(
                "%(name)s has no e-mail address: nothing was sent. Hand over the print "
                "or the link, or enter an address and send it again.",
                name=contact.display_name,
            ),
            subtype_xmlid="mail.mt_note",
        )

    def _post_supplier_words(self, title, words, files=(), origin=None):
        """Log what the supplier sent, as his words, with his files.

        :param str title: what he did, in the house's language
        :param words: list of (label, text as he wrote it)
        :param files: list of (name, bytes)
        :param str origin: from where it came, kept in the history
        :return: the message
        """
        self.ensure_one()
        rows = Markup("").join(
            Markup("<li><b>%s</b><br/>%s</li>")
            % (label, Markup("<br/>").join(str(text).splitlines()))
            for label, text in words
        )
        body = Markup("<p>%s</p><ul>%s</ul>") % (title, rows)
        contact = self._get_supplier_contact()
        # who opened the link is no user; the words are the supplier's
        message = (
            self.sudo()
            .with_context(mail_post_autofollow_author_skip=True)
            .message_post(
                body=body,
                attachments=list(files),
                author_id=contact.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        )
        kept = {"words": [[label, str(text)] for label, text in words]}
        kept |= {"files": [name for name, _content in files], "from": origin or ""}
        self.sudo()._log_history("note", kept, title)
        return message
