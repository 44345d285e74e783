from markupsafe import Markup

from odoo import models

REPORT = "quality_complaint.action_report_return_note"
TEMPLATE = "quality_complaint.mail_return_note"


class QualityReturnNoteMail(models.Model):
    """The note as it is printed, kept and mailed, in the customer's language [CO-74]."""

    _inherit = "quality.return"

    def action_print_note(self):
        """Print the note as it stands, also before it is sent."""
        return self.env.ref(REPORT).report_action(self)

    def _make_note(self):
        """Render the note and keep it with the return.

        :return: the ``ir.attachment``
        """
        self.ensure_one()
        report = self.env["ir.actions.report"].sudo()  # the same for whoever sends it
        lang = self.partner_id.lang or self.env.lang
        content, kind = report.with_context(lang=lang)._render_qweb_pdf(
            REPORT, self.ids
        )
        return self.env["ir.attachment"].create(
            {
                "name": f"{self.name.replace('/', '-')}.{kind}",
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _mail_note(self, note):
        self.ensure_one()
        template = self.env.ref(TEMPLATE).sudo()  # its texts are not for every user
        subject, body = (
            template._render_field(
                name, self.ids, set_lang=self.partner_id.lang or self.env.lang
            )[self.id]
            for name in ("subject", "body_html")
        )
        self.message_post(
            subject=subject,
            body=Markup(body),  # the template escapes values
            author_id=self.env.user.partner_id.id,
            email_from=self.company_id.email_formatted or None,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.partner_id.ids,
            attachment_ids=note.ids,
            notify_skip_followers=True,
        )
