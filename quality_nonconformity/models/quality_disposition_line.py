from odoo import api, fields, models


class QualityDispositionLine(models.Model):
    """Which isolated goods a disposition speaks of; made when it is approved.

    Quantities in the product's own unit. ``counted_quantity`` is what it claims,
    ``gone_quantity`` what has left the zone for good.
    """

    _name = "quality.disposition.line"
    _description = "Goods of a Disposition"

    disposition_id = fields.Many2one(
        "quality.disposition", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="disposition_id.company_id", store=True)
    line_id = fields.Many2one(
        "quality.nonconformity.line", required=True, index=True, ondelete="restrict"
    )
    lot_id = fields.Many2one(related="line_id.lot_id", store=True, index=True)
    package_id = fields.Many2one(related="line_id.package_id")
    zone_id = fields.Many2one(related="line_id.zone_id")
    uom_id = fields.Many2one(related="line_id.uom_id")
    quantity = fields.Float(digits="Product Unit", required=True)
    bad_quantity = fields.Float(
        "Still Nonconforming", digits="Product Unit", readonly=True
    )
    counted_quantity = fields.Float(
        digits="Product Unit", compute="_compute_counted_quantity", store=True
    )
    gone_quantity = fields.Float(
        digits="Product Unit", compute="_compute_counted_quantity", store=True
    )

    @api.depends("quantity", "bad_quantity", "disposition_id.state")
    def _compute_counted_quantity(self):
        for row in self:
            state = row.disposition_id.state
            counted = row.quantity - row.bad_quantity
            row.counted_quantity = 0.0 if state == "cancelled" else counted
            done = state in ("executed", "verified")
            row.gone_quantity = counted if done else 0.0
