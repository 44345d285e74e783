from odoo import models


class CustomerTierProgramReview(models.Model):
    """What the printed review of a run tells [CT-36]."""

    _inherit = "customer.tier.program"

    def _get_review_rows(self):
        """Return a row per tier, highest first, and one without: customers, revenue.

        :return: ``{"tier", "count", "revenue", "up", "down"}``; ``up`` and ``down``
            count the open changes towards the tier
        """
        self.ensure_one()
        mine = [("program_id", "=", self.id)]
        held = {
            tier: (count, revenue)
            for tier, count, revenue in self.env["customer.tier.standing"]._read_group(
                mine, ["tier_id"], ["__count", "revenue:sum"]
            )
        }
        moving = {
            (tier, direction): count
            for tier, direction, count in self.env["customer.tier.change"]._read_group(
                [*mine, ("state", "in", ("proposed", "submitted", "approved"))],
                ["new_tier_id", "direction"],
                ["__count"],
            )
        }
        tiers = self.tier_ids.sorted("lower_limit", reverse=True)
        return [
            {
                "tier": tier,
                "count": held.get(tier, (0, 0.0))[0],
                "revenue": held.get(tier, (0, 0.0))[1],
                "up": moving.get((tier, "up"), 0),
                "down": moving.get((tier, "down"), 0),
            }
            for tier in [*tiers, tiers.browse()]
        ]

    def _get_review_changes(self):
        """Return the open changes, those of the highest tiers first."""
        self.ensure_one()
        changes = self.env["customer.tier.change"].search(
            [
                ("program_id", "=", self.id),
                ("state", "in", ("proposed", "submitted", "approved")),
            ]
        )
        return changes.sorted(
            lambda change: (-change.new_tier_id.lower_limit, -change.revenue)
        )
