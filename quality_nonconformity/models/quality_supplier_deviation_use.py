from odoo import fields, models


class QualitySupplierDeviationUse(models.Model):
    """Goods received under a deviation; written by the gate only [NC-31].

    ``quantity`` is in the product's own unit and follows the received line.
    """

    _name = "quality.supplier.deviation.use"
    _description = "Receipt under a Deviation"
    _order = "id"
    _rec_name = "picking_id"

    deviation_id = fields.Many2one(
        "quality.supplier.deviation",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="deviation_id.company_id", store=True, index=True
    )
    move_line_id = fields.Many2one(
        "stock.move.line", required=True, index=True, readonly=True, ondelete="restrict"
    )
    picking_id = fields.Many2one(related="move_line_id.picking_id")
    lot_id = fields.Many2one(related="move_line_id.lot_id")
    quantity = fields.Float(
        related="move_line_id.quantity_product_uom", store=True, digits="Product Unit"
    )
    date = fields.Datetime(related="move_line_id.date")
