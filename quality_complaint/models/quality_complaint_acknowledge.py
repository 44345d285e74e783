from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from .quality_complaint_receipt import HEADERS

ACTIVITY = "quality_complaint.activity_tell"


class QualityComplaintAcknowledge(models.Model):
    """The customer learns that it was accepted, and what comes next [CO-08].

    By mail at acceptance where an address is known; else the handler is asked to tell
    him, and the clock of the step “acknowledge” runs until he did.
    """

    _inherit = "quality.complaint"

    acknowledged_on = fields.Datetime("Customer told on", readonly=True, copy=False)
    acknowledged_by_id = fields.Many2one(
        "res.users", "Customer told by", readonly=True, copy=False
    )
    acknowledged_how = fields.Selection(
        [
            ("mail", "By e-mail"),
            ("other", "By telephone or in person"),
            ("unknown", "Nobody to tell: anonymous"),
        ],
        "Told",
        readonly=True,
        copy=False,
    )

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "acknowledged_on",
            "acknowledged_by_id",
            "acknowledged_how",
        }

    def _deadline_steps(self):
        return super()._deadline_steps() | {
            "acknowledge": self.env._("Tell the customer of the acceptance")
        }

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.filtered(lambda r: r.state == "new")._start_deadline("acknowledge")
        return records

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        if state == "accepted":
            self.filtered(lambda r: not r.acknowledged_on)._acknowledge()
        if state == "rejected":
            self._cancel_deadline("acknowledge")
        return result

    # buttons ---------------------------------------------------------------------
    def action_acknowledged(self):
        """Ask what the customer was told, then :meth:`_record_acknowledged`."""
        return self.env["quality.complaint.ask"]._open(self, "acknowledged")

    # engine ----------------------------------------------------------------------
    def _acknowledge(self):
        """Tell the customers of these complaints, or ask the handlers to."""
        for record in self:
            if record._get_customer_email() and not record.is_automatic:
                record._mail_acknowledgement()
                record._set_acknowledged("mail")
            elif record.relation == "anonymous" and not record._has_contact():
                record._set_acknowledged("unknown")
            else:
                record.activity_schedule(
                    ACTIVITY,
                    summary=self.env._("Tell the customer: accepted, and what is next"),
                    user_id=(record.user_id or self.env.user).id,
                )

    def _record_acknowledged(self, note):
        """Record that the customer was told by telephone or in person.

        :param str note: what he was told; required
        :raises AccessError: the user is no complaint staff
        :raises UserError: nothing is said, or he was told already
        """
        self._check_may_process()
        if not (note or "").strip():
            raise UserError(self.env._("Write down what the customer was told."))
        if told := self.filtered("acknowledged_on"):
            raise UserError(
                self.env._(
                    "The customer of %(names)s was told already.",
                    names=", ".join(told.mapped("name")),
                )
            )
        for record in self:
            record._set_acknowledged("other", note)
        self.activity_feedback([ACTIVITY], feedback=note)

    def _set_acknowledged(self, how, note=None):
        self.ensure_one()
        self._write_gated(
            {
                "acknowledged_on": fields.Datetime.now(),
                "acknowledged_by_id": self.env.uid,
                "acknowledged_how": how,
            }
        )
        self._finish_deadline("acknowledge")
        self._log_history("acknowledged", {"acknowledged_how": how}, note)

    def _mail_acknowledgement(self):
        """Write to the customer, in his language; he finds it on his page as well."""
        self.ensure_one()
        # a template's texts are not for every user; what it says is the customer's own
        template = self.env.ref("quality_complaint.mail_complaint_accepted").sudo()
        lang = self._get_customer_lang()
        rendered = {
            name: template._render_field(name, self.ids, set_lang=lang)[self.id]
            for name in ("subject", "body_html")
        }
        partner = self.partner_id if not self.contact_email else self.env["res.partner"]
        # staff accept (checked); the mail goes out in the company's name
        self.sudo().message_post(
            subject=rendered["subject"],
            body=Markup(rendered["body_html"]),  # the template escapes values
            author_id=self.company_id.partner_id.id,
            email_from=self.company_id.email_formatted or None,
            message_type="auto_comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=partner.ids,
            outgoing_email_to=False if partner else self._get_customer_email(),
            notify_skip_followers=True,
            mail_headers=HEADERS,
        )

    def _get_customer_email(self):
        """Return the address to write to: that given with the complaint first."""
        self.ensure_one()
        return self.contact_email or self.partner_id.email

    def _has_contact(self):
        self.ensure_one()
        return bool(self.contact_email or self.contact_phone or self.partner_id)
