from odoo import api, fields, models


class QualityConcessionUse(models.Model):
    """Goods of a concession that were delivered, used, or came back [NC-57].

    Made by the validation of a transfer only. ``quantity`` is in the product's unit,
    negative for what came back.
    """

    _name = "quality.concession.use"
    _description = "Use under a Concession"
    _inherit = ["quality.guard.mixin"]
    _order = "id desc"

    concession_id = fields.Many2one(
        "quality.concession", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="concession_id.company_id", store=True)
    kind = fields.Selection(
        [("delivery", "Delivered"), ("use", "Used"), ("return", "Came back")],
        required=True,
    )
    move_line_id = fields.Many2one(
        "stock.move.line", required=True, index=True, ondelete="restrict"
    )
    picking_id = fields.Many2one(related="move_line_id.picking_id")
    reference = fields.Char(related="move_line_id.reference")
    lot_id = fields.Many2one(related="move_line_id.lot_id", store=True, index=True)
    partner_id = fields.Many2one("res.partner", "Customer", index="btree_not_null")
    quantity = fields.Float(digits="Product Unit", required=True)
    uom_id = fields.Many2one(related="concession_id.uom_id")
    origin_id = fields.Many2one(
        "quality.concession.use",
        "Came back from",
        index="btree_not_null",
        ondelete="restrict",
    )
    return_ids = fields.One2many("quality.concession.use", "origin_id", "Came back")
    outstanding_quantity = fields.Float(
        "Still out", digits="Product Unit", compute="_compute_outstanding_quantity"
    )
    date = fields.Datetime(default=fields.Datetime.now, required=True)
    user_id = fields.Many2one(
        "res.users", "Validated by", default=lambda self: self.env.user
    )

    @api.depends("quantity", "return_ids.quantity")
    def _compute_outstanding_quantity(self):
        for row in self:
            row.outstanding_quantity = row.quantity + sum(
                row.return_ids.mapped("quantity")
            )
