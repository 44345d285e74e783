from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize, email_normalize_all

#: what a customer may read of his complaint, over any door
READABLE = frozenset(
    {
        *("id", "display_name", "name", "state", "date", "create_date", "write_date"),
        *("company_id", "partner_id", "commercial_partner_id", "channel", "kind_id"),
        *("description", "demand", "contact_name", "contact_phone", "contact_email"),
        *("contact_address", "user_unit", "product_id", "lot_ids", "quantity"),
        *("uom_id", "sale_id", "picking_id", "usage_conditions", "date_accepted"),
        *("date_replied", "date_closed", "customer_opinion"),
        *("customer_opinion_note", "access_url", "access_warning"),
    }
)
#: states in which the reply is out
REPLIED = ("replied", "revisit", "closed")


class QualityComplaintPortal(models.Model):
    """The complaint as its customer sees it [XX-48].

    A portal user reads those of his company, and of them the fields of ``READABLE``
    only: the record rule chooses the records, this class the fields. Whoever has the
    personal link sees the same without login.
    """

    _name = "quality.complaint"
    _inherit = ["quality.complaint", "portal.mixin", "rating.mixin"]

    date_reply_read = fields.Datetime(
        "Reply Read on", readonly=True, copy=False, help="The customer said so."
    )

    def _compute_access_url(self):
        super()._compute_access_url()
        for record in self:
            record.access_url = f"/my/complaints/{record.id}"

    @api.model
    def _get_unfrozen_fields(self):
        return super()._get_unfrozen_fields() | {"access_token"}

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"date_reply_read"}

    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        if self.env.su or self.env.user._is_internal():
            return True
        return operation == "read" and field.name in READABLE

    def _get_follow_url(self):
        """Return the personal link of the complainant: it opens the case without login."""
        self.ensure_one()
        # the token is for whoever is written to, whoever triggers the mail
        return self.get_base_url() + self.sudo().get_portal_url()

    @api.model
    def _get_portal_domain(self, partner):
        """Return the complaints that the portal lists for ``partner``."""
        company = partner.commercial_partner_id
        return Domain("commercial_partner_id", "=", company.id)

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
