from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.sql import escape_psql


class ResPartner(models.Model):
    """Who enters a customer is told when a unit has registered it [CT-11]."""

    _inherit = "res.partner"

    registration_ids = fields.One2many(
        "customer.registration",
        "commercial_partner_id",
        "Registrations",
        groups="sales_team.group_sale_salesman",
    )
    registered_note = fields.Char(
        compute="_compute_registered_note",
        compute_sudo=True,
        groups="sales_team.group_sale_salesman",
        help="Tells that a unit has registered this customer, or one like it.",
    )

    @api.depends_context("company", "uid")
    @api.depends("name", "vat", "commercial_partner_id")
    def _compute_registered_note(self):
        rows = self.env["customer.registration"].search(
            Domain("state", "=", "registered")
            & Domain("company_id", "=", self.env.company.id)
            & Domain("company_id.customer_protection", "!=", "none")
            & self._get_same_customer_domain()
        )
        for partner in self:
            partner.registered_note = partner._get_registered_note(rows)

    def _get_same_customer_domain(self):
        """Registrations of these customers, or of some with their name or number."""
        own = Domain("commercial_partner_id", "in", self.commercial_partner_id.ids)
        heads = self.filtered(lambda partner: not partner.parent_id)
        vats = [partner.vat.strip() for partner in heads if partner.vat]
        names = {(partner.name or "").strip() for partner in heads} - {""}
        return Domain.OR(
            [own, Domain("commercial_partner_id.vat", "in", vats)]
            + [
                Domain("commercial_partner_id.name", "=ilike", escape_psql(name))
                for name in names
            ]
        )

    def _get_registered_note(self, registrations):
        self.ensure_one()
        company = self.commercial_partner_id._origin
        name = (self.name or "").strip().lower()
        for row in registrations:
            other = row.commercial_partner_id
            same = (
                other == company
                or not self.parent_id
                and (
                    (self.vat and self.vat == other.vat)
                    or (name and name == (other.name or "").strip().lower())
                )
            )
            if not same or (self.env.user in row._get_holders()):
                continue
            unit = row.unit_id.display_name or row.user_id.name
            if other == company:
                return self.env._("Registered by “%(unit)s”.", unit=unit)
            return self.env._(
                "“%(unit)s” has registered %(customer)s, which has the same name or tax "
                "number: do not enter it again, ask for leave.",
                unit=unit,
                customer=other.display_name,
            )
        return False
