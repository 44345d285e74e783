import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize

#: how many similar ones are shown
MAX_SIMILAR = 8
#: digits at the end of a telephone number that tell people apart
PHONE_DIGITS = 8
#: fields of a complaint that name the very goods
GOODS_LINKS = ("lot_ids", "sale_id", "picking_id")


class QualityComplaintSimilar(models.Model):
    """Open complaints like this one, shown while it is typed [CO-05]."""

    _inherit = "quality.complaint"

    similar_ids = fields.Many2many(
        "quality.complaint",
        string="Similar Open Complaints",
        compute="_compute_similar_ids",
        help="Same lot, order, delivery, customer or product; the nearest first.",
    )
    similar_count = fields.Integer(compute="_compute_similar_ids")
    open_matter_id = fields.Many2one(
        "quality.complaint",
        "Open on the Same Matter",
        compute="_compute_open_matter_id",
        help="Same customer, same lot, order or delivery, not closed yet.",
    )

    @api.depends(
        "product_id", "lot_ids", "sale_id", "picking_id", "partner_id", "defect_id"
    )
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_similar_ids(self):
        for record in self:
            record.similar_ids = record._find_similar()
            record.similar_count = len(record.similar_ids)

    @api.depends(
        "product_id",
        "lot_ids",
        "sale_id",
        "picking_id",
        "partner_id",
        "contact_email",
        "contact_phone",
        "state",
    )
    def _compute_open_matter_id(self):
        found = self._find_same_matter()
        for record in self:
            record.open_matter_id = found.get(record.id)

    def _find_similar(self):
        """Return open complaints like it, best first, in at most two queries.

        Found is what the user may read: it comes from ordinary searches.
        """
        self.ensure_one()
        base = self._get_open_domain() & Domain("company_id", "=", self.company_id.id)
        if self._origin:
            base &= Domain("id", "!=", self._origin.id)
        found = self.browse()
        for alike in self._get_alike_domains():
            found |= self.search(
                base & alike, limit=MAX_SIMILAR, order="date desc, id desc"
            )
        return found.sorted(self._get_likeness, reverse=True)[:MAX_SIMILAR]

    def _get_alike_domains(self):
        """Return domains of what shares the very goods, or customer or product."""
        self.ensure_one()
        near = self._get_goods_domain()
        customer = self.partner_id.commercial_partner_id._origin
        far = [
            Domain(name, "=", value.id)
            for name, value in (
                ("commercial_partner_id", customer),
                ("product_id", self.product_id._origin),
                ("defect_id", self.defect_id._origin),
            )
            if value
        ]
        return [d for d in (near, Domain.OR(far)) if not d.is_false()]

    def _get_goods_domain(self):
        """Return the domain of complaints about a lot, order or delivery of these."""
        return Domain.OR(
            Domain(name, "in", goods.ids)
            for name in GOODS_LINKS
            if (goods := self[name]._origin)
        )

    def _get_likeness(self, other):
        """Return how much ``other`` has in common with it, as a number to sort by."""
        self.ensure_one()
        customer = self.partner_id.commercial_partner_id._origin
        same = (
            (8, self.lot_ids._origin & other.lot_ids),
            (8, self._shares(other, "sale_id")),
            (8, self._shares(other, "picking_id")),
            (4, customer and customer == other.commercial_partner_id),
            (2, self._shares(other, "defect_id")),
            (1, self._shares(other, "product_id")),
        )
        return sum(weight for weight, alike in same if alike)

    def _shares(self, other, name):
        return bool(self[name]) and self[name]._origin == other[name]

    def _find_same_matter(self):
        """Return {id: the open complaint on the same matter}, in one search.

        Same matter is: same customer (company, e-mail address or telephone), same lot,
        order or delivery, no other product. The oldest one counts. Found is by the
        engine, whoever asks: a second call is one whoever took the first [CO-05].
        """
        # to compare, not to show: the name of what is found is its number
        asking = self.sudo().filtered(lambda record: record.state == "new")
        goods = asking._get_goods_domain()
        if goods.is_false():
            return {}
        domain = goods & self._get_open_domain() & asking._get_customer_domain()
        domain &= Domain("company_id", "in", asking.company_id.ids)
        candidates = asking.browse().search(domain, order="id")
        found = {}
        for record in asking:
            same = candidates.filtered(record._is_same_matter)
            if same:
                found[record.id] = same[0].with_env(self.env)
        return found

    def _get_customer_domain(self):
        """Return the domain of complaints that may be of the same customers.

        It keeps a lot with thousands of complaints out of memory;
        :meth:`_is_same_customer` looks closer.
        """
        domains = [
            Domain(
                "commercial_partner_id",
                "in",
                self.partner_id.commercial_partner_id._origin.ids,
            )
        ]
        for record in self:
            if mail := email_normalize(record.contact_email or ""):
                domains.append(Domain("contact_email", "ilike", mail))
            if digits := record._get_phone_digits():
                domains.append(Domain("contact_phone", "=like", f"%{digits[-2:]}"))
        return Domain.OR(domains)

    def _is_same_matter(self, other):
        """Whether ``other``, filed before it, is about the same matter (sudo)."""
        self.ensure_one()
        if self._origin and other.id >= self._origin.id:
            return False
        if self.company_id != other.company_id:
            return False
        products = self.product_id._origin | other.product_id
        if self.product_id and other.product_id and len(products) > 1:
            return False
        shared = any(self[name]._origin & other[name] for name in GOODS_LINKS)
        return shared and self._is_same_customer(other)

    def _is_same_customer(self, other):
        self.ensure_one()
        customer = self.partner_id.commercial_partner_id._origin
        if customer and customer == other.commercial_partner_id:
            return True
        mail = email_normalize(self.contact_email or "")
        if mail and mail == email_normalize(other.contact_email or ""):
            return True
        phone = self._get_phone_digits()
        return bool(phone) and phone == other._get_phone_digits()

    def _get_phone_digits(self):
        """Return the last digits of the telephone number, '' if there are too few."""
        digits = re.sub(r"\D", "", self.contact_phone or "")
        return digits[-PHONE_DIGITS:] if len(digits) >= PHONE_DIGITS else ""
