from odoo import api, fields, models
from odoo.tools import SQL


class CustomerTierStanding(models.Model):
    """Where a customer stands in a program: revenue, deserved tier, granted tier.

    Written by the program's run only, set-based; ``revenue`` is in the program's
    currency. ``tier_id`` is in force, ``candidate_tier_id`` what the revenue alone
    gives, ``target_tier_id`` what the conditions leave of it [CT-01, CT-05].
    """

    _name = "customer.tier.standing"
    _description = "Customer's Standing"
    _order = "revenue desc, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="cascade", readonly=True
    )
    program_id = fields.Many2one(
        "customer.tier.program",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    currency_id = fields.Many2one(related="program_id.currency_id")
    revenue = fields.Monetary(readonly=True)
    tier_id = fields.Many2one(
        "customer.tier",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
    )
    candidate_tier_id = fields.Many2one(
        "customer.tier", "By Revenue", index="btree_not_null", readonly=True
    )
    target_tier_id = fields.Many2one(
        "customer.tier", "Deserved", index="btree_not_null", readonly=True
    )
    grace_until = fields.Date("Kept until", readonly=True)
    next_tier_id = fields.Many2one("customer.tier", compute="_compute_next_tier")
    next_tier_gap = fields.Monetary("Missing", compute="_compute_next_tier")
    missing = fields.Char(
        "Conditions Missing",
        compute="_compute_missing",
        help="What a customer lacks to be granted the tier its revenue gives.",
    )

    _partner_uniq = models.UniqueIndex("(program_id, partner_id)")
    _partner_idx = models.Index("(partner_id)")
    _moving_idx = models.Index(
        "(program_id) WHERE COALESCE(tier_id, 0) != COALESCE(target_tier_id, 0)"
    )

    @api.depends(
        *("revenue", "candidate_tier_id", "target_tier_id"),
        "partner_id.customer_unit_id",
    )
    def _compute_next_tier(self):
        for program, standings in self.grouped("program_id").items():
            tiers = program.tier_ids.sorted("lower_limit")
            for standing in standings:
                group = program._get_region_group(standing.partner_id)
                above = [
                    (tier, tier._get_limit(group))
                    for tier in tiers
                    if tier._get_limit(group) > standing.revenue
                ]
                target = standing.target_tier_id
                if target and target != standing.candidate_tier_id:
                    above = []  # raised by the upstream flag: nothing is missing
                tier, limit = above[0] if above else (tiers.browse(), 0.0)
                standing.next_tier_id = tier
                standing.next_tier_gap = limit - standing.revenue if tier else 0.0

    @api.depends("candidate_tier_id", "target_tier_id")
    def _compute_missing(self):
        waiting = self.filtered(lambda s: s.candidate_tier_id and not s.target_tier_id)
        (self - waiting).missing = False
        for program, standings in waiting.grouped("program_id").items():
            partners = standings.partner_id
            agreed = program._get_partners_with_agreement(partners)
            registered = program._get_registered_partners(partners)
            for standing in standings:
                lacks = []
                if program.needs_agreement and standing.partner_id not in agreed:
                    lacks.append(self.env._("agreement in force"))
                if program.needs_registration and standing.partner_id not in registered:
                    lacks.append(self.env._("registration"))
                standing.missing = ", ".join(lacks)

    @api.model
    def _join_standing(self, query, alias, partner, program):
        """Join the standing of a customer to a query; return its alias.

        :param str alias: of the table it is joined to
        :param SQL partner: the customer's id there
        :param program: id of the program, or the SQL that gives it
        """
        standing = query.make_alias(alias, "tier_standing")
        condition = SQL(
            "%s = %s AND %s = %s",
            SQL.identifier(standing, "partner_id"),
            partner,
            SQL.identifier(standing, "program_id"),
            program,
        )
        query.add_join("LEFT JOIN", standing, self._table, condition)
        return standing
