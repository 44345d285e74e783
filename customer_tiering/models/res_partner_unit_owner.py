from odoo import api, fields, models
from odoo.fields import Domain


class ResPartnerUnitOwner(models.Model):
    """Who develops, watches and maintains the customer, by its tier [CT-07].

    The managing unit is that of the tier's level above the customer's own unit, or the
    one a letter of authorization in force hands it to; when the letter ends, the
    customer returns by itself. The daily maintenance is always local.
    """

    _inherit = "res.partner"

    owner_unit_id = fields.Many2one(
        "customer.unit",
        "Managing Unit",
        compute="_compute_owner",
        search="_search_owner_unit_id",
        compute_sudo=True,
        groups="base.group_user",
        help="Develops and manages the customer, by its tier or a letter.",
    )
    owner_user_id = fields.Many2one(
        "res.users",
        "Managed by",
        compute="_compute_owner",
        search="_search_owner_user_id",
        compute_sudo=True,
        groups="base.group_user",
    )
    monitor_unit_id = fields.Many2one(
        "customer.unit",
        "Monitoring Unit",
        compute="_compute_owner",
        search="_search_monitor_unit_id",
        compute_sudo=True,
        groups="base.group_user",
    )
    maintenance_user_id = fields.Many2one(
        "res.users",
        "Daily Maintenance",
        compute="_compute_owner",
        compute_sudo=True,
        groups="base.group_user",
        help="The salesperson, else the head of the local unit.",
    )
    authorization_id = fields.Many2one(
        "customer.authorization",
        "Letter in Force",
        compute="_compute_owner",
        compute_sudo=True,
        groups="sales_team.group_sale_salesman",
    )

    @api.depends_context("company")
    @api.depends(
        *("commercial_partner_id.customer_unit_id.head_id", "tier_id.owner_level"),
        *("commercial_partner_id.user_id", "tier_id.monitor_level"),
    )
    def _compute_owner(self):
        letters = self.env["customer.authorization"]._map_in_force(
            self.commercial_partner_id
        )
        for partner in self:
            company = partner.commercial_partner_id
            local, tier = company.customer_unit_id, partner.tier_id
            letter = letters.get(company, self.env["customer.authorization"])
            owner = local and local._at_level(tier.owner_level)
            if letter.scope_manage:
                owner = letter.to_unit_id
            watched = local and tier.monitor_level
            partner.authorization_id = letter
            partner.owner_unit_id = owner
            partner.owner_user_id = owner.head_id
            partner.monitor_unit_id = (
                local._at_level(tier.monitor_level) if watched else False
            )
            partner.maintenance_user_id = company.user_id or local.head_id

    def _search_owner_unit_id(self, operator, value):
        self._check_field_access(self._fields["owner_unit_id"], "read")  # core does not
        if operator != "in":
            return NotImplemented
        letters = self.env["customer.authorization"].sudo()  # only who the owner is
        managing = letters._get_valid_domain() & Domain("scope_manage", "=", True)
        handed = letters._search(managing).subselect("commercial_partner_id")
        mine = letters._search(managing & Domain("to_unit_id", "in", value))
        by_letter = mine.subselect("commercial_partner_id")
        domain = Domain("commercial_partner_id", "in", by_letter)
        return domain | (
            Domain("commercial_partner_id", "not in", handed)
            & self._get_level_domain("owner_level", value)
        )

    def _search_owner_user_id(self, operator, value):
        self._check_field_access(self._fields["owner_user_id"], "read")  # core does not
        if operator != "in":
            return NotImplemented
        units = self.env["customer.unit"].sudo()  # who heads a unit is no secret
        headed = units.search([("head_id", "in", value)]).ids
        return Domain(
            "owner_unit_id", "in", [*headed, False] if False in value else headed
        )

    def _search_monitor_unit_id(self, operator, value):
        self._check_field_access(self._fields["monitor_unit_id"], "read")  # as above
        if operator != "in":
            return NotImplemented
        watched = Domain("tier_id.monitor_level", "!=", False)
        wanted = set(value) - {False}
        domain = self._get_level_domain("monitor_level", wanted) & watched
        if False in value:
            every = (
                self.env["customer.unit"].sudo().search(Domain.TRUE).ids
            )  # no secret
            domain |= ~(self._get_level_domain("monitor_level", every) & watched)
        return domain

    def _get_level_domain(self, field, value):
        """Return whose unit at the tier's level is one of the ids ``value``.

        :param str field: ``owner_level`` or ``monitor_level``
        """
        wanted = set(value)
        units = self.env["customer.unit"].sudo()  # units are no secret
        units = units.search([("active", "in", (True, False))])
        domains = []
        for level in ("province", "city", "county", False):
            held = units.filtered(lambda u, at=level: u._at_level(at).id in wanted)
            local = Domain("commercial_partner_id.customer_unit_id", "in", held.ids)
            if False in wanted:
                local |= Domain("commercial_partner_id.customer_unit_id", "=", False)
            having = Domain(f"tier_id.{field}", "=", level)
            if not level:
                having |= Domain("tier_id", "=", False)
            domains.append(having & local)
        return Domain.OR(domains)
