from odoo import fields, models


class QualityHoldLine(models.Model):
    """One find of a hold: so much of a lot or product was there at its placing.

    Written by the hold only. Quantities are in the product's own unit.
    """

    _name = "quality.hold.line"
    _description = "Situation of Held Goods"
    _order = "hold_id, situation, date desc, id"
    _check_company_auto = True

    hold_id = fields.Many2one(
        "quality.hold", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="hold_id.company_id", store=True, index=True, readonly=True
    )
    situation = fields.Selection(
        [
            ("on_hand", "On hand"),
            ("reserved", "Was reserved"),
            ("in_transit", "In transit"),
            ("delivered", "Delivered"),
            ("dropship", "Drop-shipped"),
            ("left", "Left otherwise"),
        ],
        required=True,
        readonly=True,
        help="Reserved: taken off the reservation, still on hand. Left otherwise: "
        "consumed, scrapped or returned to a vendor before the hold.",
    )
    product_id = fields.Many2one(
        "product.product", required=True, index=True, readonly=True
    )
    lot_id = fields.Many2one("stock.lot", index="btree_not_null", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    location_id = fields.Many2one(
        "stock.location", index="btree_not_null", readonly=True
    )
    picking_id = fields.Many2one(
        "stock.picking", "Transfer", index="btree_not_null", readonly=True
    )
    move_id = fields.Many2one(
        "stock.move",
        "Stock Move",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
    )
    move_line_ref = fields.Integer(
        "Move Line Id",
        readonly=True,
        help="Id of the move line as it was; a stripped reservation no longer exists.",
    )
    partner_id = fields.Many2one("res.partner", index="btree_not_null", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        index="btree_not_null",
        readonly=True,
        help="Responsible for the transfer or order, told when the hold was placed.",
    )
    date = fields.Datetime(readonly=True)
