from odoo import fields, models


class CustomerExpenseRelease(models.Model):
    """Money set free for documented costs; made by the release step only [CT-29]."""

    _name = "customer.expense.release"
    _description = "Release of Expenses"
    _order = "id desc"

    request_id = fields.Many2one(
        "customer.expense.request", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        related="request_id.user_id", string="Salesperson", store=True, index=True
    )
    partner_id = fields.Many2one(
        related="request_id.commercial_partner_id", string="Customer", store=True
    )
    date = fields.Date(required=True, index=True)
    amount = fields.Monetary(required=True)
    collection_rate = fields.Float("Collection Rate (%)", digits=(6, 2))
    released_by_id = fields.Many2one("res.users", "Released by", required=True)
    statement_id = fields.Many2one(
        "customer.statement", index="btree_not_null", ondelete="set null"
    )
    is_paid = fields.Boolean("Paid")
