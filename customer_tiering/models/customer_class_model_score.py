from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CustomerClassModelScore(models.Model):
    """The scores of all customers in one query of the database [CT-16]."""

    _inherit = "customer.class.model"

    def _get_score_query(self, day):
        """Return the SQL ``id, unit_id, score, class_id, points`` of all customers.

        :param date day: as seen on this day; later documents do not count
        :raises UserError: a criterion has no points to give
        """
        self.ensure_one()
        self._check_points()
        criteria = self.criterion_ids
        return SQL(
            """
            WITH measured AS MATERIALIZED (%(measures)s),
            judged AS (SELECT measured.id, measured.unit_id, %(points)s FROM measured),
            scored AS (
                SELECT id, unit_id, ROUND((%(sum)s)::numeric / %(weight)s, 2) AS score,
                       jsonb_build_object(%(details)s) AS points
                  FROM judged
            )
            SELECT id, unit_id, score, %(klass)s AS class_id, points FROM scored
            """,
            measures=self._get_measures_query(day),
            points=SQL(", ").join(
                SQL("%s AS %s", c._get_points_sql(), c._get_column()) for c in criteria
            ),
            sum=SQL(" + ").join(
                SQL("%s * %s", c.weight, c._get_column()) for c in criteria
            ),
            weight=sum(criteria.mapped("weight")),
            details=SQL(", ").join(
                SQL("%s, %s", str(c.id), c._get_column()) for c in criteria
            ),
            klass=self._get_class_sql(),
        )

    def _check_points(self):
        empty = self.criterion_ids.filtered(
            lambda c: c.scale == "band" and c.kind != "manual" and not c.band_ids
        ).filtered(lambda c: not c.points_missing)
        if empty:
            raise UserError(
                self.env._(
                    "%(names)s of “%(model)s” give no points to anybody: enter limits "
                    "or industries with their points first.",
                    names=", ".join(empty.mapped("name")),
                    model=self.name,
                )
            )

    def _get_class_sql(self):
        classes = self.class_ids.sorted("lower_limit", reverse=True)
        cases = SQL(" ").join(
            SQL("WHEN score >= %s::numeric THEN %s", klass.lower_limit, klass.id)
            for klass in classes
        )
        return SQL("CASE %s END", cases)

    def _get_measures_query(self, day):
        """Return the SQL of what is known of each customer.

        Amounts are untaxed, net of credit notes, in company currency; ``trend`` and
        ``payment`` are percentages, empty where there is nothing to compare.
        """
        partners = self.env["res.partner"]._search(
            self._get_customer_domain(), bypass_access=True
        )
        return SQL(
            """
            SELECT partner.id, partner.customer_unit_id AS unit_id, partner.industry_id,
                   NULLIF(partner.employee_count, 0) AS employees, invoiced.sales,
                   100 * (COALESCE(invoiced.sales, 0) - invoiced.before)
                       / CASE WHEN invoiced.before > 0 THEN invoiced.before END
                       AS trend,
                   100 * (1 - invoiced.owed / NULLIF(invoiced.due, 0)) AS payment
              FROM res_partner AS partner
              LEFT JOIN (%(invoiced)s) AS invoiced ON invoiced.partner_id = partner.id
             WHERE partner.id IN %(partners)s
            """,
            invoiced=self._get_invoiced_sql(day),
            partners=partners.subselect(),
        )

    def _get_invoiced_sql(self, day):
        middle = day - relativedelta(months=self.months)
        first = middle - relativedelta(months=self.months)
        return SQL(
            """
            SELECT buyer.commercial_partner_id AS partner_id,
                   SUM(amount_untaxed_signed) FILTER (WHERE invoice_date > %(middle)s)
                       AS sales,
                   SUM(amount_untaxed_signed) FILTER (WHERE invoice_date <= %(middle)s)
                       AS before,
                   SUM(amount_total_signed) FILTER (WHERE %(is_due)s) AS due,
                   SUM(amount_residual_signed) FILTER (WHERE %(is_due)s) AS owed
              FROM account_move AS move
              JOIN res_partner AS buyer ON buyer.id = move.partner_id
             WHERE move.state = 'posted'
               AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND move.company_id = %(company)s
               AND invoice_date > %(first)s AND invoice_date <= %(day)s
             GROUP BY buyer.commercial_partner_id
            """,
            middle=middle,
            first=first,
            day=day,
            company=self.company_id.id,
            is_due=SQL(
                "move_type = 'out_invoice' AND invoice_date > %s"
                " AND COALESCE(invoice_date_due, invoice_date) <= %s",
                middle,
                day,
            ),
        )
