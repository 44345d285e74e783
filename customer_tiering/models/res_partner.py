from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Tier of the customer in the company's main program [CT-15]."""

    _inherit = "res.partner"

    tier_id = fields.Many2one(
        "customer.tier",
        compute="_compute_tier",
        search="_search_tier_id",
        compute_sudo=True,  # the badge is for all colleagues who see the customer
        groups="base.group_user",
    )
    tier_revenue = fields.Monetary(
        "Revenue for the Tier",
        compute="_compute_tier",
        compute_sudo=True,
        currency_field="tier_currency_id",
        groups="sales_team.group_sale_salesman,customer_tiering.group_tier_user",
    )
    next_tier_id = fields.Many2one(
        "customer.tier",
        compute="_compute_tier",
        compute_sudo=True,
        groups="base.group_user",
    )
    next_tier_gap = fields.Monetary(
        "Missing for the Next Tier",
        compute="_compute_tier",
        compute_sudo=True,
        currency_field="tier_currency_id",
        groups="sales_team.group_sale_salesman,customer_tiering.group_tier_user",
    )
    tier_currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_tier",
        compute_sudo=True,
        groups="base.group_user",
    )

    @api.depends_context("company")
    @api.depends("commercial_partner_id")
    def _compute_tier(self):
        program = self.env["customer.tier.program"].search(
            [("is_main", "=", True), ("company_id", "=", self.env.company.id)], limit=1
        )
        standings = self.env["customer.tier.standing"].search(
            [
                ("program_id", "=", program.id),
                ("partner_id", "in", self.commercial_partner_id._origin.ids),
            ]
        )
        by_partner = standings.grouped("partner_id")
        none = self.env["customer.tier.standing"]
        for partner in self:
            standing = by_partner.get(partner.commercial_partner_id._origin, none)
            partner.tier_id = standing.tier_id
            partner.tier_revenue = standing.revenue
            partner.next_tier_id = standing.next_tier_id
            partner.next_tier_gap = standing.next_tier_gap
            partner.tier_currency_id = program.currency_id

    @api.model
    def _forget_tiers(self):
        """Drop from the cache what depends on standings, once these have changed."""
        names = [
            name
            for name, field in self._fields.items()
            if field.compute == "_compute_tier"
        ]
        self.invalidate_model(names, flush=False)

    def _search_tier_id(self, operator, value):
        if operator not in ("in", "any", "any!"):
            return NotImplemented
        # core lets anybody search by a field that he may not read
        self._check_field_access(self._fields["tier_id"], "read")
        standings = self.env["customer.tier.standing"].sudo()  # no more than the badge
        own = (
            Domain("program_id.is_main", "=", True)
            & Domain("program_id.active", "=", True)
            & Domain("company_id", "=", self.env.company.id)
        )
        domain = Domain("tier_id", operator, value)
        held = standings._search(own & domain).subselect("partner_id")
        result = Domain("commercial_partner_id", "in", held)
        if operator == "in" and False in value:
            every = standings._search(own & Domain("tier_id", "!=", False))
            result |= Domain(
                "commercial_partner_id", "not in", every.subselect("partner_id")
            )
        return result
