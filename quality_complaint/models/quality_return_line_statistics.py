from odoo import fields, models


class QualityReturnLine(models.Model):
    """What pieces and amounts are counted by, for all customers [CO-74]."""

    _inherit = "quality.return.line"

    commercial_partner_id = fields.Many2one(
        related="return_id.commercial_partner_id",
        string="Customer Company",
        store=True,
        index="btree_not_null",
    )
    return_state = fields.Selection(
        related="return_id.state", string="State of its Return", store=True
    )
    exchange_state = fields.Selection(
        related="return_id.exchange_state", string="Exchange Limit", store=True
    )
    wanted = fields.Selection(
        related="return_id.wanted", string="Customer Wants", store=True
    )
    categ_id = fields.Many2one(
        related="product_id.categ_id", string="Product Category", store=True, index=True
    )
