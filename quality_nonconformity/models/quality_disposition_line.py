from odoo import api, fields, models

from .quality_disposition import REWORK_KINDS


class QualityDispositionLine(models.Model):
    """Which isolated goods a disposition speaks of; made when it is approved.

    Quantities in the product's own unit. ``counted_quantity`` is what it claims,
    ``gone_quantity`` what has left the zone for good. Nobody has a right to write rows:
    the engine makes them.
    """

    _name = "quality.disposition.line"
    _description = "Goods of a Disposition"
    _inherit = ["quality.guard.mixin"]

    disposition_id = fields.Many2one(
        "quality.disposition", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="disposition_id.company_id", store=True, index=True
    )
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

    def _get_place(self):
        """Where its goods stand in our stock, once out of their zone; else empty."""
        self.ensure_one()
        disposition = self.disposition_id
        reworked = disposition.kind in REWORK_KINDS
        if disposition.state == "executed" and reworked:
            return disposition._get_zone_beside(self.zone_id, "inspection")
        settled = disposition.state == "verified" or (
            disposition.state == "executed" and not reworked
        )
        stays = reworked or disposition.kind in ("use_as_is", "downgrade")
        if settled and stays and not disposition._is_transformed():
            return disposition._get_destination(self.zone_id)
        return self.env["stock.location"]

    def _prepare_passage(self, source, target, quantity=None):
        """Return the passage of these goods, see ``quality_nonconformity_move.py``."""
        self.ensure_one()
        vals = self.line_id._prepare_move_line_vals()
        return vals, self.quantity if quantity is None else quantity, source, target
