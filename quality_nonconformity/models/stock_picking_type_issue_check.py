from odoo import fields, models


class StockPickingType(models.Model):
    _inherit = "stock.picking.type"

    issue_check_required = fields.Boolean(
        "Handing-out Check",
        help="Transfers of this kind are validated after issuer and receiver have "
        "checked the goods.",
    )
