from odoo import api, fields, models, tools
from odoo.tools import SQL

from ..models.quality_return_line_ratio import RATIO_REASONS

RATIOS = {
    "ratio_value:avg": ("exchanged_value", "purchased_value"),
    "ratio_quantity:avg": ("exchanged_quantity", "purchased_quantity"),
}


class QualityExchangeReport(models.Model):
    """Share of exchanges in purchases, per customer and month [CO-75].

    One row per invoiced line of goods and per line of unsold goods that came back or
    will. Values untaxed in company currency, quantities in the units of the products.
    A ratio of several rows is the ratio of their sums, in percent.
    """

    _name = "quality.exchange.report"
    _description = "Exchange Ratio"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "date"
    _depends = {
        "account.move.line": ["balance", "quantity", "parent_state", "product_id"],
        "account.move": ["invoice_date", "move_type", "quality_return_id"],
        "quality.return": ["state", "date", "confidential"],
        "quality.return.line": ["amount", "quantity", "uom_id", "reason"],
    }

    date = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    commercial_partner_id = fields.Many2one(
        "res.partner", "Customer Company", readonly=True
    )
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    return_id = fields.Many2one("quality.return", readonly=True)
    confidential = fields.Boolean(readonly=True)
    purchased_value = fields.Monetary("Purchased", readonly=True)
    exchanged_value = fields.Monetary("Exchanged", readonly=True)
    purchased_quantity = fields.Float(
        "Pieces Purchased", digits="Product Unit", readonly=True
    )
    exchanged_quantity = fields.Float(
        "Pieces Exchanged", digits="Product Unit", readonly=True
    )
    ratio_value = fields.Float("Ratio (%)", readonly=True, aggregator="avg")
    ratio_quantity = fields.Float(
        "Ratio of Pieces (%)", readonly=True, aggregator="avg"
    )

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        query = SQL(
            "CREATE VIEW %s AS (%s UNION ALL %s)",
            SQL.identifier(self._table),
            self._query_purchases(),
            self._query_exchanges(),
        )
        self.env.cr.execute(query)

    @api.model
    def _query_purchases(self):
        """Posted goods; corrections count, returned goods do not reduce them."""
        return SQL(
            """
            SELECT line.id::bigint * 2 AS id,
                   move.invoice_date AS date,
                   line.company_id,
                   line.partner_id AS commercial_partner_id,
                   line.product_id,
                   template.categ_id,
                   NULL::integer AS return_id,
                   FALSE AS confidential,
                   -line.balance AS purchased_value,
                   0.0 AS exchanged_value,
                   CASE WHEN move.quality_refund_basis IN ('price', 'discount') THEN 0.0
                        ELSE line.quantity * COALESCE(unit.factor, 1)
                             / NULLIF(COALESCE(own.factor, 1), 0)
                             * CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END
                    END AS purchased_quantity,
                   0.0 AS exchanged_quantity,
                   NULL::numeric AS ratio_value,
                   NULL::numeric AS ratio_quantity
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
         LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
         LEFT JOIN uom_uom own ON own.id = template.uom_id
             WHERE line.parent_state = 'posted'
               AND line.display_type = 'product'
               AND template.type = 'consu'
               AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
               AND move.quality_return_id IS NULL
            """
        )

    @api.model
    def _query_exchanges(self):
        """Unsold goods of returns that were taken up and not refused."""
        return SQL(
            """
            SELECT line.id::bigint * 2 + 1 AS id,
                   (ret.date AT TIME ZONE 'UTC'
                       AT TIME ZONE COALESCE(owner.tz, 'UTC'))::date AS date,
                   ret.company_id,
                   ret.commercial_partner_id,
                   line.product_id,
                   template.categ_id,
                   ret.id AS return_id,
                   COALESCE(ret.confidential, FALSE) AS confidential,
                   0.0 AS purchased_value,
                   line.amount AS exchanged_value,
                   0.0 AS purchased_quantity,
                   line.quantity * COALESCE(unit.factor, 1)
                       / NULLIF(COALESCE(own.factor, 1), 0) AS exchanged_quantity,
                   NULL::numeric AS ratio_value,
                   NULL::numeric AS ratio_quantity
              FROM quality_return_line line
              JOIN quality_return ret ON ret.id = line.return_id
              JOIN res_company company ON company.id = ret.company_id
              JOIN res_partner owner ON owner.id = company.partner_id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
         LEFT JOIN uom_uom unit ON unit.id = line.uom_id
         LEFT JOIN uom_uom own ON own.id = template.uom_id
             WHERE line.reason = ANY(%s)
               AND ret.state NOT IN ('requested', 'refused', 'cancelled')
            """,
            list(RATIO_REASONS),
        )

    def _read_group_select(self, aggregate_spec, query):
        """A ratio is that of the sums, never an average of ratios."""
        if aggregate_spec not in RATIOS:
            return super()._read_group_select(aggregate_spec, query)
        part, whole = RATIOS[aggregate_spec]
        return SQL(
            "COALESCE(SUM(%s) / NULLIF(SUM(%s), 0) * 100, 0)",
            self._field_to_sql(self._table, part, query),
            self._field_to_sql(self._table, whole, query),
        )
