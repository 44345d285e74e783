from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CustomerTierStandingReview(models.Model):
    """What a tier review looks at: since when, conditions, people [CT-01, CT-36]."""

    _inherit = "customer.tier.standing"

    unit_id = fields.Many2one(related="partner_id.customer_unit_id")
    region_group_id = fields.Many2one(
        related="partner_id.customer_unit_id.region_group_id"
    )
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    industry_id = fields.Many2one(
        related="partner_id.industry_id", string="Kind of Customer"
    )
    customer_class_id = fields.Many2one(
        "customer.class", "Class", compute="_compute_customer_class_id"
    )
    change_ids = fields.Many2many(
        "customer.tier.change", string="History", compute="_compute_change_ids"
    )
    open_change_id = fields.Many2one(
        "customer.tier.change", compute="_compute_change_ids"
    )
    date_since = fields.Date("Tier since", compute="_compute_change_ids")
    next_percent = fields.Float("Share of the Next Limit", compute="_compute_percent")
    has_agreement = fields.Boolean(
        "Agreement in Force",
        compute="_compute_has_agreement",
        search="_search_has_agreement",
    )
    agreement_until = fields.Date(
        "Agreement until", compute="_compute_has_agreement", help="Empty: unlimited."
    )
    date_registered = fields.Date("Registered on", compute="_compute_registration")
    registrant_id = fields.Many2one(
        "res.users", "Registered for", compute="_compute_registration"
    )
    is_upstream = fields.Boolean(
        "Upstream Key Account", compute="_compute_registration"
    )

    @api.depends("partner_id", "company_id")
    def _compute_customer_class_id(self):
        for company, standings in self.grouped("company_id").items():
            for standing in standings:
                partner = standing.partner_id.with_company(company)
                standing.customer_class_id = partner.customer_class_id

    def _compute_change_ids(self):
        changes = self.env["customer.tier.change"].search(
            [
                ("program_id", "in", self.program_id.ids),
                ("partner_id", "in", self.partner_id.ids),
            ]
        )
        found = changes.grouped(lambda change: (change.program_id, change.partner_id))
        for standing in self:
            mine = found.get((standing.program_id, standing.partner_id), changes[:0])
            given = mine.filtered(
                lambda c, tier=standing.tier_id: (
                    c.state == "in_force" and tier and c.new_tier_id == tier
                )
            )
            standing.change_ids = mine
            standing.open_change_id = mine.filtered(
                lambda c: c.state in ("proposed", "submitted", "approved")
            )[:1]
            standing.date_since = given[:1].date_in_force

    @api.depends("revenue", "next_tier_id")
    def _compute_percent(self):
        for standing in self:
            limit = standing.revenue + standing.next_tier_gap
            known = standing.next_tier_id and limit
            standing.next_percent = standing.revenue / limit * 100 if known else 0.0

    def _compute_has_agreement(self):
        agreements = self.env["customer.agreement"].sudo()  # whether and how long only
        valid = agreements.search(
            agreements._get_valid_domain()
            & Domain("commercial_partner_id", "in", self.partner_id.ids),
            order="date_from",
        )
        last = {(a.company_id, a.commercial_partner_id): a for a in valid}
        for standing in self:
            agreement = last.get((standing.company_id, standing.partner_id))
            standing.has_agreement = bool(agreement)
            standing.agreement_until = agreement and agreement.date_to

    def _search_has_agreement(self, operator, value):
        if operator != "in":
            return NotImplemented
        agreements = self.env["customer.agreement"].sudo()  # whether there is one
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain(
                "partner_id",
                "in",
                agreements._search(
                    agreements._get_valid_domain()
                    & Domain("company_id", "=", company.id)
                ).subselect("commercial_partner_id"),
            )
            for company in self.env.companies
        )

    def _compute_registration(self):
        claims = self.env["customer.registration"].sudo()  # date and applicant only
        registered = claims.search(
            [
                ("commercial_partner_id", "in", self.partner_id.ids),
                ("state", "=", "registered"),
            ]
        )
        found = {(r.company_id, r.commercial_partner_id): r for r in registered}
        for standing in self:
            claim = found.get((standing.company_id, standing.partner_id), claims)
            standing.date_registered = claim.date_registered
            standing.registrant_id = claim.user_id
            standing.is_upstream = claim.is_upstream

    def _field_to_sql(self, alias, field_expr, query=None):
        """Group by the class that was decided for the customer."""
        if field_expr != "customer_class_id" or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        rating = query.make_alias(alias, "class_rating")
        query.add_join(
            "LEFT JOIN",
            rating,
            "customer_class_rating",
            SQL(
                "%s = %s AND %s = %s AND %s = 'decided'",
                SQL.identifier(rating, "partner_id"),
                SQL.identifier(alias, "partner_id"),
                SQL.identifier(rating, "company_id"),
                SQL.identifier(alias, "company_id"),
                SQL.identifier(rating, "state"),
            ),
        )
        return SQL.identifier(rating, "class_id")

    def action_propose(self):
        """Open a change by hand of this customer's tier."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Propose a Change"),
            "res_model": "customer.tier.change",
            "view_mode": "form",
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_program_id": self.program_id.id,
            },
        }
