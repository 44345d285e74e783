import re

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import email_normalize

#: the address that our printed codes say, see ``quality.complaint.link``
OWN_CODE = re.compile(r"/complain/([dl])/(\d+)/(\d+)/([0-9a-f]{32})")
#: who somebody can say he is on the public form
RELATIONS = ("customer", "consumer", "patient", "dealer", "potential")
#: field of the form → the most characters it takes
LIMITS = {
    "description": 10_000,
    "demand": 2_000,
    "stated_goods": 500,
    "contact_name": 200,
    "contact_phone": 100,
    "contact_email": 200,
}


class QualityComplaintPublic(models.Model):
    """Complaints filed by people outside, on the public form or the portal [CO-01].

    Nobody must give a name. What they write is text, read by field, never trusted.
    """

    _inherit = "quality.complaint"

    stated_goods = fields.Char(
        "Goods as Stated", help="What the complainant says it is about, in his words."
    )
    filing_key = fields.Char(copy=False, readonly=True, groups=fields.NO_ACCESS)

    _filing_key_uniq = models.UniqueIndex(
        "(filing_key) WHERE filing_key IS NOT NULL",
        "This form was sent already. Open a new one to file something else.",
    )

    @api.model
    def _file_from_outside(self, vals, files=(), author=None):
        """File a complaint for somebody who is no colleague, as superuser.

        :param dict vals: checked values; ``filing_key`` makes a second sending of the
            same form the first one again
        :param files: [(name, bytes)], checked
        :param author: the partner who files; default: the public
        :return: the complaint, as superuser
        """
        public = self.env.ref("base.public_user")
        # the pages have checked who files and what
        model = self.with_user(public).sudo()
        if key := vals.get("filing_key"):
            if known := model.search([("filing_key", "=", key)], limit=1):
                return known
        complaint = model.with_context(mail_create_nosubscribe=True).create(
            {"reporter_id": False, **vals}
        )
        complaint._post_customer_words(
            complaint.description, files, author or complaint.partner_id
        )
        complaint._confirm_receipt()
        return complaint

    @api.model
    def _prepare_form_vals(self, form):
        """Return create values of what was typed into the form.

        :param dict form: name → text as sent, not to be trusted
        :raises UserError: something is missing, too long, or no e-mail address
        """
        vals = {name: self._read_text(form, name) for name in LIMITS}
        if not vals["description"]:
            raise UserError(self.env._("Please say what happened."))
        email = vals["contact_email"]
        if email and not email_normalize(email):
            raise UserError(
                self.env._(
                    "“%(text)s” is no e-mail address. Correct it, or leave it empty.",
                    text=email[:50],
                )
            )
        named = any(
            vals[name] for name in ("contact_name", "contact_phone", "contact_email")
        )
        relation = form.get("relation")
        relation = relation if relation in RELATIONS else "customer"
        return vals | {
            "relation": relation if named else "anonymous",
            "kind_id": self._read_kind(form).id,
        }

    @api.model
    def _read_text(self, form, name):
        """Return the text of one field as sent, without what no text contains."""
        text = form.get(name)
        text = text if isinstance(text, str) else ""
        text = text.replace("\r\n", "\n").replace("\x00", "").strip()
        if len(text) > LIMITS[name]:
            raise UserError(
                self.env._(
                    "“%(field)s” takes %(limit)s characters. Shorten it, or attach it "
                    "as a file.",
                    field=self._fields[name]._description_string(self.env),
                    limit=LIMITS[name],
                )
            )
        return text

    @api.model
    def _read_kind(self, form):
        """Return the kind that was chosen, if it is one that can be chosen."""
        chosen = form.get("kind")
        kinds = self.env["quality.complaint.kind"].sudo().search(Domain.TRUE)  # names
        return kinds.filtered(lambda kind: str(kind.id) == chosen)

    @api.model
    def _get_goods_of(self, record):
        """Return the goods one can choose on the form about ``record``: {key: vals}.

        :param record: a delivery, a lot or a company, as superuser
        """
        if record._name == "stock.lot":
            vals = {
                "product_id": record.product_id.id,
                "lot_ids": [Command.set(record.ids)],
            }
            return {str(record.id): vals}
        if record._name != "stock.picking":
            return {}
        rows = self.env["quality.complaint.delivery"].sudo()  # what its own slip says
        rows = rows.search([("picking_id", "=", record.id)])
        return {str(row.id): row._prepare_complaint_vals() for row in rows}

    @api.model
    def _resolve_own_link(self, text):
        """Colleagues scan the codes of customers, too."""
        found = OWN_CODE.search(text or "")
        if not found:
            return super()._resolve_own_link(text)
        letter, res_id, company_id, token = found.groups()
        known = self.env["quality.complaint.link"]._find(
            letter, int(res_id), int(company_id), token
        )
        # what the user may read of it is checked by whoever takes it over
        return known and known[0].sudo(False)

    def _post_customer_words(self, text, files=(), author=None):
        """Add what the customer wrote, as text, with his files.

        :param author: the partner who wrote; default: the public, by a personal link
        :return: the message
        """
        self.ensure_one()
        lines = Markup("<br/>").join((text or "").splitlines())
        public = self.env.ref("base.public_partner")
        # nothing on a confidential complaint tells who complains
        author = public if self.confidential else author or public
        poster = self.sudo()  # who files by a page is no user
        return poster.with_context(mail_post_autofollow_author_skip=True).message_post(
            body=Markup("<p>%s</p>") % lines,
            attachments=list(files),
            author_id=author.id,
            email_from=self.contact_email or author.email_formatted or None,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
