from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from .quality_complaint_public import LIMITS
from .quality_return import REASONS

#: rows of delivered goods offered to a customer, newest first
ROWS = 60
#: more than anybody gives back
MAX_QUANTITY = 1e9
#: characters of the customer's reference
MAX_REFERENCE = 100
#: reasons that a customer can give; the others are the house's
CUSTOMER_REASONS = tuple(key for key, _name in REASONS if key != "recall")


class QualityReturnPortal(models.Model):
    """Returns that customers and dealers ask for on the portal [CO-57, CO-59].

    They choose from what was delivered to their company, or hand in their own list as
    a file. Portal users hold no right on the model: the pages choose by
    :meth:`_get_portal_domain` and show chosen fields.
    """

    _inherit = "quality.return"

    @api.model
    def _get_portal_domain(self, partner):
        """Return the returns that the portal lists for ``partner``: a Domain."""
        company = partner.commercial_partner_id
        own = Domain("commercial_partner_id", "=", company.id)
        return own & Domain("confidential", "=", False)

    @api.model
    def _get_customer_deliveries(self, partner, complaint=None):
        """Return the delivered goods that a customer can choose from, as superuser.

        :param complaint: only goods of this complaint, if it names any
        """
        company = partner.commercial_partner_id
        domain = Domain("commercial_partner_id", "=", company.id)
        if complaint and complaint.product_id:
            domain &= Domain("product_id", "=", complaint.product_id.id)
        if complaint and complaint.lot_ids:
            domain &= Domain("lot_id", "in", complaint.lot_ids.ids)
        # customers hold no right on deliveries: these are their own
        return self.env["quality.complaint.delivery"].sudo().search(domain, limit=ROWS)

    @api.model
    def _file_for_customer(self, form, files, partner, complaint=None):
        """File a return for a customer.

        :param dict form: name → text as sent: ``quantity_<row>``, ``reason_<row>`` of
            the rows of :meth:`_get_customer_deliveries`, ``wanted``, ``reference``,
            ``opinion``
        :param files: [(name, bytes)], checked; a list instead of chosen goods
        :param partner: who is logged in
        :raises UserError: nothing is asked for, or a quantity that was not delivered
        :return: the return, as superuser
        """
        rows = self._get_customer_deliveries(partner, complaint)
        lines = {row: vals for row in rows if (vals := self._read_row(form, row))}
        if not lines and not files:
            raise UserError(
                self.env._("Enter a quantity for what comes back, or attach your list.")
            )
        vals = self._prepare_customer_vals(form, partner, complaint)
        vals |= self._prepare_goods_vals(rows.browse([row.id for row in lines]))
        vals["line_ids"] = [Command.create(line) for line in lines.values()]
        # customers hold no right on the model: the goods are theirs, see above
        record = self.sudo().with_context(mail_create_nosubscribe=True).create(vals)
        record._post_customer_list(form, files, partner)
        return record

    @api.model
    def _prepare_goods_vals(self, rows):
        """Return company, delivery and order of the delivered rows that come back."""
        if len(rows.company_id) > 1:
            raise UserError(
                self.env._("These goods are of two companies: ask for each apart.")
            )
        vals = {"company_id": rows.company_id.id} if rows else {}
        if len(rows.picking_id) == 1:
            vals["delivery_id"] = rows.picking_id.id
            vals["sale_id"] = rows.sale_id.id
        return vals

    def _prepare_customer_vals(self, form, partner, complaint):
        wanted = form.get("wanted")
        known = dict(self._fields["wanted"].selection)
        reference = form.get("reference")
        reference = reference if isinstance(reference, str) else ""
        return {
            "company_id": (complaint and complaint.company_id or self.env.company).id,
            "partner_id": partner.id,
            "reporter_id": False,
            "complaint_id": complaint.id if complaint else False,
            "wanted": wanted if wanted in known else "exchange",
            "reference": reference.replace("\x00", "").strip()[:MAX_REFERENCE],
        }

    @api.model
    def _read_row(self, form, row):
        """Return the values of the line asked for of one delivered row, or None."""
        text = form.get(f"quantity_{row.id}")
        text = text.strip() if isinstance(text, str) else ""
        if not text:
            return None
        try:
            quantity = float(text)
        except ValueError:
            quantity = -1
        # written so that "not a number" and infinity are refused, too
        possible = 0 < quantity <= MAX_QUANTITY and (
            row.product_id.uom_id.compare(quantity, row.quantity) <= 0
        )
        if not possible:
            raise UserError(
                self.env._(
                    "“%(text)s” of %(goods)s cannot come back: enter a number up to the "
                    "%(delivered)s that were delivered.",
                    text=text[:20],
                    goods=row.display_name,
                    delivered=f"{row.quantity:g}",
                )
            )
        reason = form.get(f"reason_{row.id}")
        return {
            "product_id": row.product_id.id,
            "lot_id": row.lot_id.id,
            "quantity": quantity,
            "reason": reason if reason in CUSTOMER_REASONS else "other",
        }

    def _post_customer_list(self, form, files, partner):
        """Keep what the customer wrote, and the list he handed in."""
        self.ensure_one()
        words = form.get("words")
        words = words if isinstance(words, str) else ""
        words = words.replace("\x00", "").strip()[: LIMITS["description"]]
        if not words and not files:
            return
        lines = Markup("<br/>").join(words.splitlines())
        # called for a customer, who is no user of the model
        self.sudo().with_context(mail_post_autofollow_author_skip=True).message_post(
            body=Markup("<p>%s</p>") % lines,
            attachments=list(files),
            author_id=partner.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
