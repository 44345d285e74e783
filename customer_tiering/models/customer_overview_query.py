from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL


class CustomerOverviewQuery(models.Model):
    """The SQL of the customer base, of all customers or of some [CT-20, CT-21, CT-23]."""

    _inherit = "customer.overview"

    @api.model
    def _get_overview_sql(self, ids=None):
        """Return the SQL of the overview.

        :param list ids: commercial partners asked for; None: everybody who bought, has
            a quotation or some intention
        """
        return SQL(
            """
            SELECT facts.*,
                   life_cycle = 'owner' AND class_id IS NULL AS is_unclassed,
                   COALESCE(date_review <= %(today)s, FALSE) AS is_class_outdated,
                   file_percent < %(percent)s AS is_file_thin,
                   COALESCE(date_file_update <= %(old)s, TRUE) AS is_file_old,
                   COALESCE(date_contact < %(today)s::date - contact_days, TRUE)
                       AS is_contact_late,
                   (life_cycle = 'owner' AND class_id IS NULL)::integer
                       + COALESCE(date_review <= %(today)s, FALSE)::integer
                       + (file_percent < %(percent)s)::integer
                       + COALESCE(date_file_update <= %(old)s, TRUE)::integer
                       + COALESCE(date_contact < %(today)s::date - contact_days, TRUE)
                         ::integer AS issue_count
              FROM (%(facts)s) AS facts
            """,
            facts=self._get_facts_sql(ids),
            today=fields.Date.context_today(self),
            percent=self.env.company.customer_file_min_percent,
            old=fields.Date.context_today(self)
            - relativedelta(days=self.env.company.customer_file_max_days),
        )

    def _get_facts_sql(self, ids):
        company = self.env.company
        partners = self.env["res.partner"].browse(ids) if ids else None
        return SQL(
            """
            SELECT partner.id, partner.id AS partner_id, %(company)s AS company_id,
                   %(currency)s AS currency_id, partner.user_id,
                   partner.customer_unit_id AS unit_id, partner.industry_id,
                   partner.country_id, partner.state_id,
                   partner.acquisition_medium_id, partner.intention,
                   %(life_cycle)s AS life_cycle, standing.tier_id, rating.class_id,
                   rating.score, rating.date_review, %(percent)s AS file_percent,
                   partner.date_file_update,
                   GREATEST(contacts.day, orders.last_day) AS date_contact,
                   COALESCE(LEAST(NULLIF(class.visit_interval_days, 0),
                                  NULLIF(tier.visit_interval_days, 0)),
                            %(days)s) AS contact_days,
                   COALESCE(invoices.revenue, 0) AS revenue,
                   COALESCE(invoices.before, 0) AS revenue_before,
                   COALESCE(orders.confirmed, 0) AS order_count,
                   COALESCE(orders.quotations, 0) AS quotation_count,
                   orders.first_day AS date_first_order,
                   orders.last_day AS date_last_order
              %(joins)s
             WHERE partner.active AND partner.commercial_partner_id = partner.id
               AND (partner.company_id IS NULL OR partner.company_id = %(company)s)
               AND (orders.partner_id IS NOT NULL OR invoices.partner_id IS NOT NULL
                    OR partner.intention IS NOT NULL)
               %(scope)s
            """,
            company=company.id,
            currency=company.currency_id.id,
            life_cycle=self._get_life_cycle_sql(),
            percent=self.env["customer.file.item"]._get_percent_sql(company, partners),
            days=company.customer_contact_max_days,
            joins=self._get_joins_sql(ids),
            scope=self._get_scope(SQL("partner.id"), ids),
        )

    def _get_joins_sql(self, ids):
        return SQL(
            """
              FROM res_partner AS partner
              LEFT JOIN (%(orders)s) AS orders ON orders.partner_id = partner.id
              LEFT JOIN (%(invoices)s) AS invoices ON invoices.partner_id = partner.id
              LEFT JOIN (%(contacts)s) AS contacts ON contacts.partner_id = partner.id
              LEFT JOIN customer_class_rating AS rating
                ON rating.partner_id = partner.id AND rating.state = 'decided'
                   AND rating.company_id = %(company)s
              LEFT JOIN customer_class AS class ON class.id = rating.class_id
              LEFT JOIN (%(standings)s) AS standing ON standing.partner_id = partner.id
              LEFT JOIN customer_tier AS tier ON tier.id = standing.tier_id
            """,
            company=self.env.company.id,
            orders=self._get_orders_sql(ids),
            invoices=self._get_invoices_sql(ids),
            contacts=self._get_contacts_sql(ids),
            standings=self._get_standings_sql(),
        )

    @api.model
    def _get_scope(self, column, ids):
        return SQL("AND %s = ANY(%s)", column, ids) if ids is not None else SQL()

    def _get_life_cycle_sql(self):
        """Owner: has bought; intending: asked for an offer or strong wish [CT-21]."""
        return SQL(
            """
            CASE WHEN orders.confirmed > 0 OR invoices.partner_id IS NOT NULL
                 THEN 'owner'
                 WHEN orders.quotations > 0 OR partner.intention = 'strong'
                 THEN 'intending'
                 ELSE 'potential' END
            """
        )

    def _get_orders_sql(self, ids):
        return SQL(
            """
            SELECT buyer.commercial_partner_id AS partner_id,
                   COUNT(*) FILTER (WHERE document.state = 'sale') AS confirmed,
                   COUNT(*) FILTER (
                       WHERE document.state IN ('draft', 'sent')
                         AND COALESCE(document.validity_date >= %(today)s, TRUE)
                   ) AS quotations,
                   MIN(document.date_order::date)
                       FILTER (WHERE document.state = 'sale') AS first_day,
                   MAX(document.date_order::date)
                       FILTER (WHERE document.state = 'sale') AS last_day
              FROM sale_order AS document
              JOIN res_partner AS buyer ON buyer.id = document.partner_id
             WHERE document.company_id = %(company)s AND document.state != 'cancel'
                   %(scope)s
             GROUP BY buyer.commercial_partner_id
            """,
            today=fields.Date.context_today(self),
            company=self.env.company.id,
            scope=self._get_scope(SQL("buyer.commercial_partner_id"), ids),
        )

    def _get_invoices_sql(self, ids):
        today = fields.Date.context_today(self)
        return SQL(
            """
            SELECT buyer.commercial_partner_id AS partner_id,
                   SUM(amount_untaxed_signed) FILTER (
                       WHERE invoice_date > %(middle)s AND invoice_date <= %(today)s
                   ) AS revenue,
                   SUM(amount_untaxed_signed) FILTER (
                       WHERE invoice_date > %(first)s AND invoice_date <= %(middle)s
                   ) AS before
              FROM account_move AS move
              JOIN res_partner AS buyer ON buyer.id = move.partner_id
             WHERE move.state = 'posted' AND move.company_id = %(company)s
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                   %(scope)s
             GROUP BY buyer.commercial_partner_id
            """,
            today=today,
            middle=today - relativedelta(months=12),
            first=today - relativedelta(months=24),
            company=self.env.company.id,
            scope=self._get_scope(SQL("buyer.commercial_partner_id"), ids),
        )

    def _get_standings_sql(self):
        return SQL(
            "SELECT one.partner_id, one.tier_id FROM customer_tier_standing AS one"
            " JOIN customer_tier_program AS program ON program.id = one.program_id"
            " WHERE program.is_main AND program.active AND one.company_id = %s",
            self.env.company.id,
        )

    def _get_contacts_sql(self, ids):
        sources = SQL(" UNION ALL ").join(self._get_contact_queries())
        return SQL(
            """
            SELECT met.commercial_partner_id AS partner_id, MAX(contact.day) AS day
              FROM (%s) AS contact
              JOIN res_partner AS met ON met.id = contact.partner_id
             WHERE contact.day <= %s %s
             GROUP BY met.commercial_partner_id
            """,
            sources,
            fields.Date.context_today(self),
            self._get_scope(SQL("met.commercial_partner_id"), ids),
        )

    @api.model
    def _get_contact_queries(self):
        """Return a list of SQL, each giving ``partner_id, day`` of contacts.

        Done activities and messages; addons that know visits or calls append theirs.
        """
        return [
            SQL(
                "SELECT res_id AS partner_id, date_done AS day FROM mail_activity"
                " WHERE res_model = 'res.partner' AND date_done IS NOT NULL"
            ),
            SQL(
                "SELECT message.res_id AS partner_id, message.date::date AS day"
                " FROM mail_message AS message"
                " LEFT JOIN mail_message_subtype AS kind ON kind.id = message.subtype_id"
                " WHERE message.model = 'res.partner'"
                " AND message.message_type IN ('comment', 'email')"
                " AND kind.internal IS NOT TRUE"
            ),
        ]
