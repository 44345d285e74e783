import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import consteq
from odoo.tools.misc import hmac

#: days that a link works after the last date asked of the supplier
LINK_DAYS = 90


class QualitySupplierAccess(models.AbstractModel):
    """A document that a supplier opens by a personal link, without login [NC-30].

    The token is an HMAC of the database's secret over model, id and a random nonce of
    256 bits: it stands nowhere in the database, and a new nonce makes all former links
    worthless. It works until ``access_until`` (inclusive, the company's day).
    """

    _name = "quality.supplier.access"
    _description = "Document Opened by a Supplier's Link"

    #: part of the address that names the kind of document
    _supplier_path = None
    #: template of its page, in this addon
    _supplier_template = None

    supplier_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict"
    )
    commercial_supplier_id = fields.Many2one(
        related="supplier_id.commercial_partner_id",
        string="Supplier Company",
        store=True,
        index=True,
    )
    contact_id = fields.Many2one(
        "res.partner",
        "To",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        domain="[('id', 'child_of', commercial_supplier_id)]",
    )
    access_nonce = fields.Char(copy=False, readonly=True, groups=fields.NO_ACCESS)
    access_until = fields.Date("Link Works until", copy=False, readonly=True)
    supplier_url = fields.Char(
        "Link for the Supplier",
        compute="_compute_supplier_url",
        groups="quality_base.group_quality_user",
        help="Whoever has it can answer in the supplier's name: hand it to him only.",
    )

    @api.depends("supplier_id")
    def _compute_contact_id(self):
        for record in self:
            record.contact_id = record._pick_contact(record.contact_id)

    @api.depends("access_until")
    def _compute_supplier_url(self):
        for record in self:
            record.supplier_url = record._get_supplier_url()

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"access_until"}

    @api.model
    def _find_by_token(self, res_id, token):
        """Return the record that a link opens, as superuser, or nothing.

        Guessed, foreign, expired and revoked tokens are not told apart.
        """
        # whoever has the token is no user: the token is the right
        record = self.sudo().browse(res_id).exists()
        expected = record._get_supplier_token() or secrets.token_hex(32)
        known = consteq(expected.encode(), (token or "").encode("utf-8", "replace"))
        return record if known and record._is_link_alive() else self.sudo().browse()

    def _is_link_alive(self):
        self.ensure_one()
        today = self._get_today()
        return bool(self.access_until and today <= self.access_until)

    def _get_supplier_token(self):
        """Return the token of one record, or False while it has no link."""
        if not self:
            return False
        self.ensure_one()
        sudo = self.sudo()  # the nonce is for this method only
        if not sudo.access_nonce:
            return False
        message = (self._name, self.id, sudo.access_nonce)
        return hmac(sudo.env, "quality_nonconformity-supplier", message)

    def _get_supplier_url(self):
        self.ensure_one()
        token = self._get_supplier_token()
        if not token:
            return False
        path = f"/quality/supplier/{self._supplier_path}/{self.id}/{token}"
        return self.get_base_url() + path

    def _open_access(self, until=None):
        """Make the link work, and keep it the same while it is alive.

        :param date until: the last date asked of the supplier; days are added
        """
        days = int(
            self.env["ir.config_parameter"]
            .sudo()  # a number of the settings
            .get_param("quality_nonconformity.supplier_link_days", LINK_DAYS)
        )
        for record in self:
            today = record._get_today()
            sudo = record.sudo()  # nobody has access to the nonce
            sudo._write_gated(
                {
                    "access_nonce": sudo.access_nonce or secrets.token_hex(32),
                    "access_until": max(until or today, today) + timedelta(days=days),
                }
            )

    def _revoke_access(self):
        """Make every link to these records worthless."""
        # nobody has access to the nonce
        self.sudo()._write_gated({"access_nonce": False, "access_until": False})

    def action_renew_link(self):
        """Make a new link; the former one no longer works."""
        self._renew_link()
        return True

    def _renew_link(self):
        """Replace the links, e.g. when one came into wrong hands.

        :raises AccessError: the user is no quality staff
        """
        self._check_role("user")
        self.check_access("write")
        alive = self.filtered("access_until")
        alive._revoke_access()
        alive._open_access()
        alive._log_history("note", {"link": "renewed"})

    # -- the supplier ----------------------------------------------------------------

    def _get_supplier_contact(self):
        """Hook: the partner who is written to."""
        self.ensure_one()
        return self.contact_id or self.supplier_id

    def _pick_contact(self, known):
        """Return ``known`` if it is of the supplier, else somebody with an address."""
        family = self.supplier_id | self.supplier_id.child_ids
        return known & family or family.filtered("email")[:1] or self.supplier_id

    def _get_supplier_lang(self):
        """Return the code of the installed language that the supplier reads."""
        self.ensure_one()
        return self._pick_lang(self._get_supplier_contact().lang, self.supplier_id.lang)

    def _get_house_lang(self):
        """Return the language in which the supplier's words are logged for the house."""
        self.ensure_one()
        return self._pick_lang(self.user_id.lang)

    def _pick_lang(self, *wanted):
        """Return the first language that is installed, else the company's, else any."""
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        wanted = (*wanted, self.sudo().company_id.partner_id.lang, codes[0])
        return next(code for code in wanted if code in codes)

    def _get_form_action(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def _get_today(self):
        self.ensure_one()
        return self._get_company_day(fields.Datetime.now())

    def _check_role(self, role):
        """Refuse who does not hold the quality role ``user``, ``officer``…"""
        if not self.env.user.has_group(f"quality_base.group_quality_{role}"):
            group = self.env.ref(f"quality_base.group_quality_{role}")
            raise AccessError(
                self.env._(
                    "This step of %(names)s needs the quality role “%(role)s”. Ask a "
                    "colleague who holds it.",
                    names=", ".join(self.mapped("display_name")),
                    role=group.sudo().name,  # a group's name is no secret
                )
            )
