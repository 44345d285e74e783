from odoo import models


class QualityZoneExit(models.Model):
    """Goods under inspection leave its zone by their record only [NC-25]."""

    _inherit = "quality.zone.exit"

    def _get_approve_blockers(self):
        """A plain zone release is no way around the inspection, record or not."""
        blockers = super()._get_approve_blockers()
        rules = self.env["product.category"]._get_inspection_rules()
        zone = self.location_id._get_zone().quality_zone
        if (
            not blockers
            and self.kind != "emergency"
            and zone == "inspection"
            and self.product_id.categ_id.id in rules
        ):
            blockers.append(
                self.env._(
                    "%(product)s is inspected before it enters stock: it leaves "
                    "%(zone)s by an accepted inspection record only. Make one and have "
                    "it inspected.",
                    product=self.product_id.display_name,
                    zone=self.location_id.display_name,
                )
            )
        return blockers
