from odoo import api, fields, models
from odoo.tools import SQL

from .customer_tier_program_basis import CUSTOMER


class CustomerTierProgram(models.Model):
    """Large customers that buy in several regions: the level above decides [CT-12].

    A region is a city unit with all below it, by the address the goods went to.
    """

    _inherit = "customer.tier.program"

    cross_region_limit = fields.Monetary(
        "Several Regions from",
        compute="_compute_cross_region_limit",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="From this revenue on, customers who buy in several regions are put before "
        "the level above, which decides to whom they belong. Zero: never. The usual "
        "limit is 3,000,000 yuan a year.",
    )

    @api.depends("company_id")
    def _compute_cross_region_limit(self):
        for program in self:
            yuan = program.company_id.currency_id.name == "CNY"
            program.cross_region_limit = 3_000_000 if yuan else 0.0

    def _run(self, day=None, commit=False):
        proposed = super()._run(day, commit)
        for program in self:
            program._ask_for_decisions(day or fields.Date.context_today(program))
        return proposed

    def _ask_for_decisions(self, day):
        """Ask for a decision on each large customer of several regions [CT-12].

        Customers with an open decision, or one of the counted period, are left alone,
        so that a second run asks for nothing.

        :return: the decisions, submitted
        """
        self.ensure_one()
        decisions = self.env["customer.territory"].sudo()  # the engine's own requests
        regions = self._get_regions(day)
        if not regions:
            return decisions
        known = decisions.search(
            [
                ("program_id", "=", self.id),
                ("commercial_partner_id", "in", list(regions)),
                "|",
                ("state", "in", ("draft", "submitted")),
                ("date_decided", ">=", self._get_period(day)[0]),
            ]
        ).commercial_partner_id.ids
        asked = decisions._create_gated(
            [
                self._prepare_decision_vals(partner, units)
                for partner, units in regions.items()
                if partner not in known
            ]
        )
        asked._tell()
        return asked

    def _prepare_decision_vals(self, partner_id, units):
        """:param dict units: ``{id of the region's unit: revenue}``"""
        return {
            "partner_id": partner_id,
            "company_id": self.company_id.id,
            "program_id": self.id,
            "kind": "cross_region",
            "state": "submitted",
            "user_id": False,
            "revenue": sum(units.values()),
            "line_ids": [
                fields.Command.create({"unit_id": unit, "revenue": revenue})
                for unit, revenue in units.items()
            ],
        }

    def _get_regions(self, day):
        """Return ``{customer id: {unit id: revenue}}`` of large ones in 2 regions up.

        :param date day: as seen on this day; amounts in the program's currency
        """
        self.ensure_one()
        if not self.cross_region_limit or not self._has_large_customers():
            return {}
        self.env.flush_all()
        found = {}
        query = self._get_region_query(*self._get_period(day))
        for partner, unit, revenue in self.env.execute_query(query):
            found.setdefault(partner, {})[unit] = float(revenue)
        return {partner: units for partner, units in found.items() if len(units) > 1}

    def _has_large_customers(self):
        return (
            self.env["customer.tier.standing"]
            .sudo()
            .search_count(
                [
                    ("program_id", "=", self.id),
                    ("revenue", ">=", self.cross_region_limit),
                ],
                limit=1,
            )
        )  # a yes or no, no row

    def _get_region_query(self, date_from, date_to):
        """Return the SQL of large customers' revenue by region: positive sums only."""
        ordered = self.basis == "ordered"
        lines = self._get_region_orders if ordered else self._get_region_invoices
        return SQL(
            """
            SELECT partner.commercial_partner_id,
                   COALESCE(unit.city_unit_id, unit.id) AS region,
                   ROUND(SUM(lines.amount)::numeric, %(digits)s) AS revenue
              FROM (%(lines)s) AS lines
              JOIN res_partner AS partner ON partner.id = lines.partner_id
              JOIN customer_unit AS unit ON unit.id = partner.customer_unit_id
             GROUP BY 1, 2 HAVING SUM(lines.amount) > 0
             ORDER BY 1, 3 DESC, 2
            """,
            digits=self.currency_id.decimal_places,
            lines=lines(date_from, date_to),
        )

    def _get_large_sql(self):
        """Return the SQL condition that an amount is a large customer's."""
        return SQL(
            "AND %s IN (SELECT partner_id FROM customer_tier_standing"
            " WHERE program_id = %s AND revenue >= %s)",
            CUSTOMER,
            self.id,
            self.cross_region_limit,
        )

    def _get_region_invoices(self, date_from, date_to):
        return self._get_invoice_lines_query(
            SQL("-line.balance"),
            date_from,
            date_to,
            place=SQL("COALESCE(move.partner_shipping_id, move.partner_id)"),
            only=self._get_large_sql(),
        )

    def _get_region_orders(self, date_from, date_to):
        return self._get_ordered_query(
            date_from,
            date_to,
            place=SQL("document.partner_shipping_id"),
            only=self._get_large_sql(),
        )
