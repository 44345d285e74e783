from datetime import timedelta

from odoo import models
from odoo.tools import SQL

CUSTOMER = SQL("partner.commercial_partner_id")
NOTHING = SQL()


class CustomerTierProgramBasis(models.Model):
    """The revenue of all customers in one aggregate of the database [CT-05].

    Amounts are those that core stored in company currency at the document's date, so
    no rate is applied twice; companies with another currency than the program's are
    converted by the rate of that very day.
    """

    _inherit = "customer.tier.program"

    def _get_revenue_query(self, date_from, date_to):
        """Return the SQL that gives ``partner_id, revenue`` of commercial partners.

        :param date date_from: first day that counts
        :param date date_to: last day that counts
        """
        self.ensure_one()
        query = getattr(self, f"_get_{self.basis}_query")(date_from, date_to)
        digits = self.currency_id.decimal_places
        return SQL(
            "SELECT partner_id, ROUND(SUM(amount)::numeric, %s) AS revenue"
            " FROM (%s) AS lines GROUP BY partner_id",
            digits,
            query,
        )

    def _get_invoiced_query(self, date_from, date_to):
        return self._get_invoice_lines_query(SQL("-line.balance"), date_from, date_to)

    def _get_paid_query(self, date_from, date_to):
        share = SQL(
            "-line.balance * CASE WHEN move.amount_total = 0 THEN 1"
            " ELSE 1 - move.amount_residual / move.amount_total END"
        )
        return self._get_invoice_lines_query(share, date_from, date_to)

    def _get_invoice_lines_query(
        self, amount, date_from, date_to, place=CUSTOMER, only=NOTHING
    ):
        """Return the SQL of what counts of invoices: ``partner_id, amount``.

        :param SQL place: the customer or address that an amount is counted for
        :param SQL only: a further condition, with its ``AND``
        """
        return SQL(
            """
            SELECT %(place)s AS partner_id, %(amount)s%(rate)s AS amount
              FROM account_move_line AS line
              JOIN account_move AS move ON move.id = line.move_id
              JOIN res_partner AS partner ON partner.id = move.partner_id
              %(rates)s
             WHERE line.parent_state = 'posted'
               AND line.display_type = 'product'
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND move.invoice_date BETWEEN %(date_from)s AND %(date_to)s
               AND line.company_id IN %(companies)s
               %(scope)s %(only)s
            """,
            amount=amount,
            place=place,
            only=only,
            rates=self._get_rates_join(SQL("move.invoice_date"), date_from, date_to),
            **self._get_line_terms(date_from, date_to),
        )

    def _get_ordered_query(self, date_from, date_to, place=CUSTOMER, only=NOTHING):
        """Return the SQL of what counts of orders; parameters as for invoices."""
        day = SQL("document.date_order::date")
        return SQL(
            """
            SELECT %(place)s AS partner_id,
                   (line.price_subtotal / NULLIF(document.currency_rate, 0))::numeric
                   %(rate)s AS amount
              FROM sale_order_line AS line
              JOIN sale_order AS document ON document.id = line.order_id
              JOIN res_partner AS partner ON partner.id = document.partner_id
              %(rates)s
             WHERE document.state = 'sale'
               AND line.display_type IS NULL
               AND line.is_downpayment IS NOT TRUE
               AND document.date_order::date BETWEEN %(date_from)s AND %(date_to)s
               AND document.company_id IN %(companies)s
               %(scope)s %(only)s
            """,
            place=place,
            only=only,
            rates=self._get_rates_join(day, date_from, date_to),
            **self._get_line_terms(date_from, date_to),
        )

    def _get_line_terms(self, date_from, date_to):
        return {
            "rate": self._get_rate_factor(),
            "date_from": date_from,
            "date_to": date_to,
            "companies": tuple(self._get_counted_companies().ids),
            "scope": self._get_scope_sql(),
        }

    def _get_counted_companies(self):
        return self.company_id | self.company_ids

    def _get_foreign_companies(self):
        """Return the counted companies whose currency is not the program's."""
        return self._get_counted_companies().filtered(
            lambda company: company.currency_id != self.currency_id
        )

    def _get_rate_factor(self):
        if not self._get_foreign_companies():
            return SQL()
        return SQL(" * COALESCE(rates.rate, 1)")

    def _get_rates_join(self, day, date_from, date_to):
        """Join the rate of each foreign company and day, as core converts it."""
        foreign = self._get_foreign_companies()
        if not foreign:
            return SQL()
        days = [
            date_from + timedelta(days=number)
            for number in range((date_to - date_from).days + 1)
        ]
        values = [
            SQL(
                "(%s, %s::date, %s::numeric)",
                company.id,
                one,
                company.currency_id._get_conversion_rate(
                    company.currency_id, self.currency_id, company, one
                ),
            )
            for company in foreign
            for one in days
        ]
        return SQL(
            "LEFT JOIN (VALUES %s) AS rates(company_id, day, rate)"
            " ON rates.company_id = line.company_id AND rates.day = %s",
            SQL(", ").join(values),
            day,
        )

    def _get_scope_sql(self):
        """Restrict the lines to products of the program's categories."""
        if not self.categ_ids:
            return SQL()
        return SQL(
            """
            AND line.product_id IN (
                SELECT product.id FROM product_product AS product
                  JOIN product_template AS template
                    ON template.id = product.product_tmpl_id
                  JOIN product_category AS category ON category.id = template.categ_id
                 WHERE category.parent_path LIKE ANY(%s))
            """,
            [f"{categ.parent_path}%" for categ in self.categ_ids],
        )
