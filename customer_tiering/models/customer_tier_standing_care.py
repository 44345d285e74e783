from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_tier_program_basis import CUSTOMER

COMPARISONS = {"<": SQL("<"), "<=": SQL("<="), ">": SQL(">"), ">=": SQL(">=")}
#: kinds of activities that are visits when done
VISITS = (
    "customer_tiering.mail_activity_type_customer_visit",
    "mail.mail_activity_data_meeting",
)


class CustomerTierStandingCare(models.Model):
    """Which key accounts are visited, and which pay [CT-36]."""

    _inherit = "customer.tier.standing"

    collection_rate = fields.Float(
        "Collected (%)",
        compute="_compute_collection_rate",
        search="_search_collection_rate",
        help="Paid share of the invoices, less credit notes, of the program's period; "
        "taxes included.",
    )
    date_last_visit = fields.Date("Last Visit", compute="_compute_date_last_visit")
    is_visit_missing = fields.Boolean(
        "Visit Missing",
        compute="_compute_is_visit_missing",
        search="_search_is_visit_missing",
        help="A key account without a visit for longer than its tier, or the company, "
        "expects.",
    )

    def _compute_collection_rate(self):
        for program, standings in self.grouped("program_id").items():
            query = self._get_collection_sql(program, standings.partner_id.ids)
            rates = dict(self.env.execute_query(query))
            for standing in standings:
                standing.collection_rate = rates.get(standing.partner_id.id, 0.0)

    def _search_collection_rate(self, operator, value):
        if operator not in COMPARISONS:
            return NotImplemented
        programs = self.env["customer.tier.program"].search(Domain.TRUE)
        return Domain.OR(
            Domain("program_id", "=", program.id)
            & Domain(
                "partner_id",
                "in",
                SQL(
                    "(SELECT partner_id FROM (%s) AS rates WHERE rate %s %s)",
                    self._get_collection_sql(program),
                    COMPARISONS[operator],
                    value,
                ),
            )
            for program in programs
        )

    @api.model
    def _get_collection_sql(self, program, partner_ids=None):
        """Return the SQL of ``partner_id, rate``: percent paid of what was invoiced.

        Sums only leave the invoices, which those who sell may not all read. Credit
        notes not yet used count as paid; more than all is 100.
        """
        self.env["account.move"].flush_model()
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        first, last = program._get_period(fields.Date.context_today(self))
        only = SQL()
        if partner_ids is not None:
            only = SQL("AND %s = ANY(%s)", CUSTOMER, list(partner_ids))
        return SQL(
            """
            SELECT %(customer)s AS partner_id,
                   ROUND(100 * LEAST(1, GREATEST(0, 1 - SUM(amount_residual_signed)
                                    / NULLIF(SUM(amount_total_signed), 0))), 2)::float
                   AS rate
              FROM account_move AS move
              JOIN res_partner AS partner ON partner.id = move.partner_id
             WHERE move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND move.invoice_date BETWEEN %(first)s AND %(last)s
               AND move.company_id = ANY(%(companies)s)
               %(only)s
             GROUP BY %(customer)s
            HAVING SUM(amount_total_signed) > 0
            """,
            first=first,
            last=last,
            companies=program._get_counted_companies().ids,
            only=only,
            customer=CUSTOMER,
        )

    def _compute_date_last_visit(self):
        query = SQL(
            "SELECT partner_id, MAX(day) FROM (%s) AS visits"
            " WHERE partner_id = ANY(%s) GROUP BY partner_id",
            self._get_visits_sql(),
            self.partner_id.ids,
        )
        days = dict(self.env.execute_query(query))
        for standing in self:
            standing.date_last_visit = days.get(standing.partner_id.id)

    @api.model
    def _get_visits_sql(self):
        """Return the SQL of ``partner_id, day`` of visits to commercial partners.

        Done activities of the kinds that are visits; other addons add theirs.
        """
        self.env["mail.activity"].flush_model()
        kinds = [
            kind.id
            for xmlid in VISITS
            if (kind := self.env.ref(xmlid, raise_if_not_found=False))
        ]
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id,
                   activity.date_done AS day
              FROM mail_activity AS activity
              JOIN res_partner AS partner ON partner.id = activity.res_id
             WHERE activity.res_model = 'res.partner'
               AND activity.date_done IS NOT NULL
               AND activity.activity_type_id = ANY(%s)
            """,
            kinds,
        )

    @api.depends("tier_id", "date_last_visit")
    def _compute_is_visit_missing(self):
        today = fields.Date.context_today(self)
        for standing in self:
            since = fields.Date.subtract(today, days=standing.tier_id._get_visit_days())
            last = standing.date_last_visit
            standing.is_visit_missing = bool(
                standing.tier_id and not (last and last >= since)
            )

    def _search_is_visit_missing(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        tiers = (
            self.env["customer.tier"]
            .with_context(active_test=False)
            .search(Domain.TRUE)
        )
        return Domain.OR(
            Domain("tier_id", "in", same.ids)
            & Domain(
                "partner_id",
                "not in",
                SQL(
                    "(SELECT partner_id FROM (%s) AS visits WHERE day >= %s)",
                    self._get_visits_sql(),
                    fields.Date.subtract(today, days=days),
                ),
            )
            for days, same in tiers.grouped(lambda tier: tier._get_visit_days()).items()
        )
