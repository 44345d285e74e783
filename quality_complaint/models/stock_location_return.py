from odoo import models


class StockLocation(models.Model):
    """Keepers of the returns zone [CO-65]."""

    _inherit = "stock.location"

    def _has_keepers(self):
        """Whether somebody is named as keeper of this place, or of one above it."""
        self.ensure_one()
        location = self.sudo()  # whether there are any is no secret
        while location:
            if location.keeper_ids:
                return True
            location = location.location_id
        return False
