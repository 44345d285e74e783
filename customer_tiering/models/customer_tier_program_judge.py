from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class CustomerTierProgramJudge(models.Model):
    """Which tier each customer deserves: limits, conditions, upstream [CT-01 to 04]."""

    _inherit = "customer.tier.program"

    def _get_judged_query(self, day, limits=None):
        """Return the SQL of all customers: ``id, revenue, candidate, target``.

        :param dict limits: ``{tier id: lower limit}`` in place of the tiers' own
        """
        return SQL(
            """
            WITH revenues AS (%(revenues)s),
            known AS (%(known)s),
            everybody AS (
                SELECT COALESCE(revenues.partner_id, known.partner_id) AS id,
                       COALESCE(revenues.revenue, 0) AS revenue
                  FROM revenues
                  FULL JOIN known ON known.partner_id = revenues.partner_id
            ),
            judged AS (
                SELECT everybody.id, everybody.revenue, %(candidate)s AS candidate,
                       upstream.id IS NOT NULL AS is_upstream, %(eligible)s AS eligible
                  FROM everybody
                  JOIN res_partner AS partner ON partner.id = everybody.id
                  LEFT JOIN customer_unit AS unit
                    ON unit.id = partner.customer_unit_id
                   AND (unit.company_id IS NULL OR unit.company_id = %(company)s)
                  LEFT JOIN (%(upstream)s) AS upstream ON upstream.id = everybody.id
            )
            SELECT id, revenue, candidate,
                   CASE WHEN is_upstream THEN %(top)s::integer
                        WHEN eligible THEN candidate END AS target
              FROM judged
            """,
            revenues=self._get_revenue_query(*self._get_period(day)),
            known=self._get_known_sql(),
            company=self.company_id.id,
            upstream=self._get_upstream_sql(),
            candidate=self._get_candidate_sql(limits),
            eligible=self._get_eligible_sql(day),
            top=self._get_upstream_tier().id or None,
        )

    def _get_known_sql(self):
        """Return the SQL of the customers judged even without revenue, as partner_id."""
        return SQL(
            "SELECT partner_id FROM customer_tier_standing WHERE program_id = %s"
            " UNION SELECT id FROM (%s) AS upstream",
            self.id,
            self._get_upstream_sql(),
        )

    def _get_upstream_tier(self):
        """Return the tier of upstream customers: the marked one, else the highest."""
        tiers = self.tier_ids.sorted("lower_limit", reverse=True)
        return tiers.filtered("is_upstream")[:1] or tiers[:1]

    def _get_region_group(self, partner):
        """Return the region group of the partner's unit, if that unit counts here."""
        unit = partner.customer_unit_id
        own = not unit.company_id or unit.company_id == self.company_id
        return unit.region_group_id if own else unit.region_group_id.browse()

    def _get_candidate_sql(self, limits=None):
        """Return the tier that the revenue gives, as a CASE over the few tiers.

        :param dict limits: ``{tier id: lower limit}`` in place of the tiers' own
        """
        limits = limits or {tier.id: tier.lower_limit for tier in self.tier_ids}
        cases = []
        for tier in self.tier_ids.sorted(lambda t: limits[t.id], reverse=True):
            limit = SQL("%s::numeric", limits[tier.id])
            if rows := tier.coefficient_ids:
                lowered = SQL(" ").join(
                    SQL(
                        "WHEN %s THEN %s::numeric",
                        row.region_group_id.id,
                        tier._lower(limits[tier.id], row.region_group_id),
                    )
                    for row in rows
                )
                limit = SQL("CASE unit.region_group_id %s ELSE %s END", lowered, limit)
            cases.append(SQL("WHEN everybody.revenue >= %s THEN %s", limit, tier.id))
        if not cases:
            return SQL("NULL::integer")
        return SQL("CASE %s END", SQL(" ").join(cases))

    def _get_eligible_sql(self, day):
        """Return whether agreement and registration allow the tier [CT-01]."""
        conditions = [SQL("TRUE")]
        if self.needs_agreement:
            conditions.append(
                SQL(
                    """
                    EXISTS (SELECT FROM customer_agreement AS agreement
                             WHERE agreement.commercial_partner_id = everybody.id
                               AND agreement.company_id = %s
                               AND agreement.state = 'signed'
                               AND agreement.date_from <= %s
                               AND (agreement.date_to IS NULL
                                    OR agreement.date_to >= %s))
                    """,
                    self.company_id.id,
                    day,
                    day,
                )
            )
        if self.needs_registration:
            conditions.append(
                SQL(
                    """
                    EXISTS (SELECT FROM customer_registration AS registration
                             WHERE registration.commercial_partner_id = everybody.id
                               AND registration.company_id = %s
                               AND registration.state = 'registered')
                    """,
                    self.company_id.id,
                )
            )
        return SQL(" AND ").join(conditions)

    def _get_upstream_sql(self):
        """Return the SQL of the upstream customers' ids [CT-03]."""
        return SQL(
            "SELECT commercial_partner_id AS id FROM customer_registration"
            " WHERE is_upstream AND state = 'registered' AND company_id = %s",
            self.company_id.id,
        )

    def _get_partners_with_agreement(self, partners):
        valid = self.env["customer.agreement"].sudo()  # whether there is one, no more
        return valid.search(
            valid._get_valid_domain()
            & Domain("commercial_partner_id", "in", partners.ids)
            & Domain("company_id", "=", self.company_id.id)
        ).commercial_partner_id

    def _get_registered_partners(self, partners):
        rows = self.env["customer.registration"].sudo()  # whether there is one, no more
        return rows.search(
            [
                ("commercial_partner_id", "in", partners.ids),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "registered"),
            ]
        ).commercial_partner_id
