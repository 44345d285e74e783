from odoo import models


class QualityNonconformity(models.Model):
    _inherit = "quality.nonconformity"

    def _find_quants(self, lots):
        """Goods called back are those that left: the others still wait in their zone."""
        quants = super()._find_quants(lots)
        if self.origin_model == "quality.zone.exit":
            zones = self.env["stock.location"]._get_zone_map()
            return quants.filtered(lambda quant: quant.location_id.id not in zones)
        return quants
