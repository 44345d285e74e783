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
            WITH revenues AS (%(revenues)s),
            everybody AS (
                SELECT COALESCE(revenues.partner_id, standing.partner_id) AS id,
                       COALESCE(revenues.revenue, 0) AS revenue,
                       standing.tier_id
                  FROM revenues
                  FULL JOIN (SELECT partner_id, tier_id FROM customer_tier_standing
                              WHERE program_id = %(program)s) AS standing
                    ON standing.partner_id = revenues.partner_id
            )
            SELECT everybody.id, everybody.revenue, everybody.tier_id,
                   CASE WHEN upstream.id IS NOT NULL THEN %(top)s::integer
                        WHEN %(eligible)s THEN %(candidate)s END
              FROM everybody
              JOIN res_partner AS partner ON partner.id = everybody.id
              LEFT JOIN customer_unit AS unit ON unit.id = partner.customer_unit_id
              LEFT JOIN (%(upstream)s) AS upstream ON upstream.id = everybody.id
             ORDER BY everybody.revenue DESC, everybody.id
            """,
            revenues=self._get_revenue_query(*self._get_period(day)),
            program=self.id,
            upstream=self._get_upstream_sql(),
            top=self._get_upstream_tier().id or None,
            eligible=self._get_eligible_sql(day),
            candidate=self._get_candidate_sql(limits),
        )
        keys = ("partner_id", "revenue", "old_tier_id", "new_tier_id")
        rows = [
            dict(zip(keys, row, strict=True)) for row in self.env.execute_query(query)
        ]
        return [row for row in rows if row["old_tier_id"] != row["new_tier_id"]]

    def _get_movements(self, rows):
        """Return ``{(old tier id, new tier id): number of customers}`` of rows."""
        counts = {}
        for row in rows:
            key = (row["old_tier_id"], row["new_tier_id"])
            counts[key] = counts.get(key, 0) + 1
        return counts
