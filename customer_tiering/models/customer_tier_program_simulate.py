from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CustomerTierProgramSimulate(models.Model):
    """Who would move, by today's or by changed limits; nothing is written [CT-36]."""

    _inherit = "customer.tier.program"

    def _simulate(self, limits=None, day=None):
        """Return who would hold which tier, beside the tier in force.

        :param dict limits: ``{tier id: lower limit}`` in the program's currency; the
            limits of today for those left out
        :param date day: as seen on this day; today when left out
        :return: rows ``{"partner_id", "revenue", "old_tier_id", "new_tier_id"}`` of
            those who would move, by revenue
        :raises UserError: two tiers would begin at the same limit
        """
        self.ensure_one()
        limits = {tier.id: tier.lower_limit for tier in self.tier_ids} | (limits or {})
        if len(set(limits.values())) < len(limits) or min(limits.values()) <= 0:
            raise UserError(
                self.env._(
                    "Each tier begins at a limit of its own, above zero: change the "
                    "limits of the simulation."
                )
            )
        day = day or fields.Date.context_today(self)
        self.env.flush_all()
        query = SQL(
            """
            SELECT judged.id, judged.revenue, standing.tier_id, judged.target
              FROM (%s) AS judged
              LEFT JOIN customer_tier_standing AS standing
                ON standing.partner_id = judged.id AND standing.program_id = %s
             WHERE standing.tier_id IS DISTINCT FROM judged.target
             ORDER BY judged.revenue DESC, judged.id
            """,
            self._get_judged_query(day, limits),
            self.id,
        )
        keys = ("partner_id", "revenue", "old_tier_id", "new_tier_id")
        return [
            dict(zip(keys, row, strict=True)) for row in self.env.execute_query(query)
        ]

    def _get_movements(self, rows):
        """Return ``{(old tier id, new tier id): number of customers}`` of rows."""
        counts = {}
        for row in rows:
            key = (row["old_tier_id"], row["new_tier_id"])
            counts[key] = counts.get(key, 0) + 1
        return counts
