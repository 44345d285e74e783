from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import consteq, email_normalize, email_normalize_all

#: states in which the reply is out
REPLIED = ("replied", "revisit", "closed")


class QualityComplaintPortal(models.Model):
    """The complaint as its customer sees it [XX-48].

    Portal users have no right on the model at all: the pages choose the records by
    :meth:`_find_for_customer` and show chosen fields. Whoever has the personal link
    sees the same without login.
    """

    _name = "quality.complaint"
    _inherit = ["quality.complaint", "portal.mixin", "rating.mixin"]

    date_reply_read = fields.Datetime(
        "Reply Read on", readonly=True, copy=False, help="The customer said so."
    )

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for record in self:
            record.access_url = f"/my/complaints/{record.id}"
        return result

    @api.model
    def _get_unfrozen_fields(self):
        return super()._get_unfrozen_fields() | {"access_token"}

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"date_reply_read"}

    def _get_follow_url(self):
        """Return the personal link of the complainant: it opens the case without login."""
        self.ensure_one()
        # the token is for whoever is written to, whoever triggers the mail
        return self.get_base_url() + self.sudo().get_portal_url()

    def action_open_customer_page(self):
        """Show the case as its customer sees it; the link acts in his name.

        :raises AccessError: the user is no complaint staff, or complained about
        """
        self.ensure_one()
        self._check_may_process()
        return {"type": "ir.actions.act_url", "url": self._get_follow_url()}

    @api.model
    def _get_portal_domain(self, partner):
        """Return the complaints that the portal lists for ``partner``: a Domain.

        Confidential ones are not for all his colleagues: the link opens them.
        """
        company = partner.commercial_partner_id
        own = Domain("commercial_partner_id", "=", company.id)
        return own & Domain("confidential", "=", False)

    @api.model
    def _find_for_customer(self, res_id, partner=None, token=None):
        """Return the complaint that a customer may open, as superuser, or nothing.

        :param partner: who is logged in, if anybody is
        :param str token: of the personal link, if one is used
        """
        # customers hold no right on the model: what follows is the check
        record = self.sudo().browse(res_id if res_id < 2**31 else 0).exists()
        known = (record.access_token or "").encode()
        if known and consteq(known, (token or "").encode("utf-8", "replace")):
            return record
        if not record or not partner:
            return self.sudo().browse()
        return record.filtered_domain(self._get_portal_domain(partner))

    def _get_customer_messages(self):
        """Return what the customer said and what was sent to him, oldest first.

        Notes, and messages among colleagues, are not among it, whatever their kind.
        """
        self.ensure_one()
        # who opens the link is no user; the filter is what he may see
        messages = self.sudo().message_ids.filtered(
            lambda m: not m.is_internal and not m.subtype_id.internal
        )
        return messages.filtered(self._is_customer_message).sorted("id")

    def _is_customer_message(self, message):
        """Whether the customer wrote a message, or it was sent to him."""
        family = self.commercial_partner_id
        people = message.author_id | message.partner_ids | message.notified_partner_ids
        if family and family in people.commercial_partner_id:
            return True
        if message.author_id == self.env.ref("base.public_partner"):
            return True  # by his personal link
        email = email_normalize(self.contact_email or "")
        written = (message.email_from or "", message.outgoing_email_to or "")
        return bool(email) and email in {
            address for text in written for address in email_normalize_all(text)
        }
