from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import email_normalize

from .quality_complaint_person import IDENTITY
from .quality_evidence_person import HIDING


class QualityComplaintTraces(models.Model):
    """What else tells who filed a confidential complaint: talk, traces, engines [CO-82].

    Messages from and to people outside are kept with the hidden complainant, and the
    engines that need his address take it from there without showing it.
    """

    _inherit = "quality.complaint"

    def message_post(self, **kwargs):
        self.ensure_one()
        if self.sudo().confidential and self._is_talk_outside(kwargs):
            # who writes to him, or for him, need not see whom
            person = self.sudo()._ensure_person()
            return person.message_post(**kwargs | {"parent_id": False})
        return super().message_post(**kwargs)

    def message_notify(self, **kwargs):
        if (
            len(self) == 1
            and self.sudo().confidential
            and self._is_talk_outside(kwargs)
        ):
            person = self.sudo()._ensure_person()  # see message_post
            return person.message_notify(**kwargs)
        return super().message_notify(**kwargs)

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        """Nobody outside follows a confidential complaint: followers are listed."""
        people = self.env["res.partner"].sudo().browse(partner_ids or ())  # kind only
        secret = self.sudo().filtered("confidential")
        if secret and any(people.mapped("partner_share")):
            inside = people.filtered(lambda p: not p.partner_share).ids
            super(QualityComplaintTraces, secret.sudo(False))._message_subscribe(
                inside, subtype_ids, customer_ids
            )
            self = self - secret  # the others, as usual
        return super()._message_subscribe(partner_ids, subtype_ids, customer_ids)

    def _is_talk_outside(self, kwargs):
        """Whether a message to be posted comes from, or goes to, somebody outside."""
        if kwargs.get("outgoing_email_to"):
            return True
        people = self.env["res.partner"].sudo()  # whether they are ours, no more
        people = people.browse(kwargs.get("partner_ids") or ())
        if author_id := kwargs.get("author_id"):
            people |= people.browse(author_id)
        elif kwargs.get("message_type") == "email":
            return True  # from an address that nobody has
        return self._are_outside(people)

    def _are_outside(self, people):
        own = self.sudo().company_id.partner_id
        robots = self.env.ref("base.partner_root")
        return any((people - own - robots).mapped("partner_share"))

    def _ensure_person(self):
        self.ensure_one()
        if not self.person_ids:
            self._keep_identity({self.id: {}})
        return self.person_ids

    # what there was before it became confidential -----------------------------------
    def _hide_traces(self):
        """Remove from everything that belongs to these complaints who filed them."""
        for record in self.sudo():  # documents and talk of all, checked by write
            record._hide_talk()
            record._hide_documents()
        self._forget_tracking()

    def _hide_talk(self):
        self._drop_tracking(self)
        outside = self.message_ids.filtered(self._is_message_outside)
        self._take_messages(outside, self._ensure_person())
        strangers = self.message_partner_ids.filtered("partner_share")
        self.message_unsubscribe(strangers.ids)
        self.rating_ids.write({"partner_id": False})

    def _is_message_outside(self, message):
        written = message.email_from and not message.author_id
        if written or message.outgoing_email_to or message.incoming_email_to:
            return True
        people = message.author_id | message.partner_ids | message.notified_partner_ids
        return self._are_outside(people)

    def _take_messages(self, messages, target):
        """Move messages with their files to the thread of ``target``."""
        place = {"res_id": target.id}
        files = messages.attachment_ids.filtered(
            lambda file: file.res_model in (self._name, "quality.complaint.person")
        )
        # talk follows the complainant: only administrators may otherwise move it
        messages = messages.sudo().with_context(quality_hiding=HIDING)
        messages.write(place | {"model": target._name})
        if target._name != self._name:
            # whoever was notified may read a message wherever it stands
            told = messages.notification_ids
            told.filtered(lambda row: not row.res_partner_id.partner_share).unlink()
        files.sudo().with_context(quality_hiding=HIDING).write(
            place | {"res_model": target._name}
        )

    def _drop_tracking(self, documents):
        """Remove notes on changes of who complains from the talk of ``documents``."""
        names = [*IDENTITY, "commercial_partner_id"]
        self.env["mail.tracking.value"].sudo().search(
            [
                ("mail_message_id.model", "=", documents._name),
                ("mail_message_id.res_id", "in", documents.ids),
                ("field_id.name", "in", names),
            ]
        ).unlink()

    def _hide_documents(self):
        """What was opened from it becomes confidential, too, and names nobody."""
        family = self.person_ids.partner_id.commercial_partner_id
        for case in self.nonconformity_ids:
            vals = {"confidential": True}
            if family and case.partner_id.commercial_partner_id == family:
                vals["partner_id"] = False
            if family and case.picking_id.partner_id.commercial_partner_id == family:
                vals["picking_id"] = False
            if case.sale_id:
                vals["sale_id"] = False
            case.with_context(tracking_disable=True)._write_gated(vals)
        self._drop_tracking(self.nonconformity_ids)
        self._hide_siblings()
        for documents in (self._get_holds(), self.capa_ids):
            documents.filtered(lambda record: not record.confidential)._write_gated(
                {"confidential": True}
            )

    def _hide_siblings(self):
        """Second filings of the same matter, and what was heard of it, name him, too."""
        again = self.search(
            Domain("confidential", "=", False)
            & (
                Domain("same_matter_id", "in", self.ids)
                | Domain("merged_into_id", "in", self.ids)
            )
        )
        again |= self.call_ids.source_id.filtered(lambda r: not r.confidential)
        again._write_gated({"confidential": True})
        heard = self.information_ids
        heard.with_context(tracking_disable=True)._write_gated(
            {"confidential": True, "partner_id": False, "contact_name": False}
        )
        self._drop_tracking(heard)

    # engines ---------------------------------------------------------------------
    def _get_locality(self):
        # how far away he is decides how soon somebody has to be there, not who he is
        person = self._get_person() if self.confidential else None
        if not person:
            return super()._get_locality()
        values = person._get_values() | {"company_id": self.company_id.id}
        return super(QualityComplaintTraces, self.sudo().new(values))._get_locality()

    def _get_person(self):
        """Return the hidden complainant as superuser: for engines, never to show."""
        return self.sudo().person_ids

    def _is_known(self):
        return super()._is_known() or self._get_person()._is_reachable()

    def _has_contact(self):
        return super()._has_contact() or self._get_person()._is_reachable()

    def _get_customer_email(self):
        return super()._get_customer_email() or self._get_person()._get_email()

    def _get_reply_address(self):
        address = super()._get_reply_address()
        return address or email_normalize(self._get_person()._get_email() or "")

    def action_open_customer_page(self):
        """Whoever opens it acts in the name of the complainant: see him first."""
        if self.confidential and not self._may_see_identity():
            raise AccessError(
                self.env._(
                    "%(name)s is confidential: the page of its complainant is opened by "
                    "complaint managers only. Ask one.",
                    name=self.name,
                )
            )
        return super().action_open_customer_page()

    def _portal_ensure_token(self):
        # the token is for whoever is written to; colleagues do not read it
        return super(QualityComplaintTraces, self.sudo())._portal_ensure_token()

    def _sign_token(self, pid):
        # signs for one recipient, shows nothing of the token
        return super(QualityComplaintTraces, self.sudo())._sign_token(pid)

    def _get_share_url(
        self, redirect=False, signup_partner=False, pid=None, share_token=True
    ):
        """A link to share opens the complainant's page: not for who may not see him."""
        self.ensure_one()
        shared = not self.sudo().confidential or self._may_see_identity()
        return super()._get_share_url(
            redirect, signup_partner, pid, share_token and shared
        )
