from odoo import api, fields, models
from odoo.fields import Domain


class StockLot(models.Model):
    """Mark lots of which goods were released before their inspection [NC-56]."""

    _inherit = "stock.lot"

    emergency_release_ids = fields.One2many(
        "quality.zone.exit",
        "lot_id",
        "Emergency Releases",
        domain=[("kind", "=", "emergency")],
        readonly=True,
        copy=False,
    )
    released_uninspected = fields.Boolean(
        compute="_compute_released_uninspected",
        search="_search_released_uninspected",
        help="Used before its inspection, which is still owed.",
    )

    @api.depends("emergency_release_ids.inspection_result")
    def _compute_released_uninspected(self):
        for lot in self:
            lot.released_uninspected = "pending" in (
                lot.emergency_release_ids.mapped("inspection_result")
            )

    def _search_released_uninspected(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("emergency_release_ids.inspection_result", "=", "pending")

    def action_view_emergency_releases(self):
        """Open the emergency releases of these lots."""
        return self.emergency_release_ids._get_records_action(
            name=self.env._("Emergency Releases")
        )
