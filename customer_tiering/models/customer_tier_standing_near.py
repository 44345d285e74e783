from odoo import api, fields, models
from odoo.fields import Domain


class CustomerTierStandingNear(models.Model):
    """Who lacks little for the next tier, found by the database [CT-36]."""

    _inherit = "customer.tier.standing"

    is_near = fields.Boolean(
        "Near the Next Limit",
        compute="_compute_is_near",
        search="_search_is_near",
        help="Lacks at most the program's share of the next limit.",
    )
    tier_color = fields.Integer(related="tier_id.color")

    @api.depends("revenue", "candidate_tier_id", "program_id.near_percent")
    def _compute_is_near(self):
        near = self.filtered_domain(self._get_near_domain(self.program_id))
        near.is_near = True
        (self - near).is_near = False

    def _search_is_near(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_near_domain(
            self.env["customer.tier.program"].search(Domain.TRUE)
        )

    @api.model
    def _get_near_domain(self, programs):
        """Return who is near the next limit of one of these programs."""
        return Domain.OR(
            Domain("program_id", "=", program.id) & self._get_near_program(program)
            for program in programs
        )

    @api.model
    def _get_near_program(self, program):
        share = 1 - program.near_percent / 100
        tiers = program.tier_ids.sorted("lower_limit")
        windows = []
        floor = 0.0
        for tier in tiers:
            groups = tier.coefficient_ids.region_group_id
            for group in groups:
                window = self._get_window(tier._get_limit(group), share, floor)
                windows.append(window & self._get_region_domain(program, group))
            window = self._get_window(tier.lower_limit, share, floor)
            if groups:
                window &= ~self._get_region_domain(program, groups)
            windows.append(window)
            floor = tier.lower_limit
        top = program._get_upstream_tier()
        # whom the upstream flag raised needs no more revenue
        raised = Domain("target_tier_id", "=", top.id) & Domain(
            "candidate_tier_id", "!=", top.id
        )
        return Domain.OR(windows) & ~raised

    @api.model
    def _get_region_domain(self, program, groups):
        """Return whose unit is of one of the groups, and counts in this program."""
        unit = "partner_id.customer_unit_id"
        return Domain(f"{unit}.region_group_id", "in", groups.ids) & Domain(
            f"{unit}.company_id", "in", [False, program.company_id.id]
        )

    @api.model
    def _get_window(self, limit, share, floor):
        return Domain("revenue", ">=", max(limit * share, floor)) & Domain(
            "revenue", "<", limit
        )
