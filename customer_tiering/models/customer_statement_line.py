from odoo import fields, models
from odoo.tools import SQL


class CustomerStatementLine(models.Model):
    """A customer's month in a statement; written by its filling only [CT-31]."""

    _name = "customer.statement.line"
    _description = "Statement Line"
    _order = "statement_id, amount_purchase desc, id"
    _rec_name = "partner_id"

    statement_id = fields.Many2one(
        "customer.statement", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="statement_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        related="statement_id.user_id", string="Salesperson", store=True, index=True
    )
    date_from = fields.Date(
        related="statement_id.date_from", string="Month", store=True
    )
    state = fields.Selection(related="statement_id.state", store=True, string="State")
    amount_purchase = fields.Monetary("Purchases")
    amount_paid = fields.Monetary("Payments")
    amount_open = fields.Monetary("Open at Month's End", aggregator=False)
    collection_rate = fields.Float(
        "Collection Rate (%)", digits=(6, 2), aggregator="avg"
    )
    amount_expense = fields.Monetary("Expenses")

    def _read_group_select(self, aggregate_spec, query):
        """A mean rate speaks of customers who owed anything: others have no rate."""
        sql = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec != "collection_rate:avg":
            return sql
        return SQL(
            "%s FILTER (WHERE %s <> 0 OR %s > 0)",
            sql,
            self._field_to_sql(self._table, "collection_rate", query),
            self._field_to_sql(self._table, "amount_open", query),
        )
