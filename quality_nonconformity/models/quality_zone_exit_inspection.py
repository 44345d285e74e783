from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class QualityZoneExit(models.Model):
    """Goods that wait for inspection leave its zone by their record only [NC-25]."""

    _inherit = "quality.zone.exit"

    def _approve(self):
        for release in self:
            release._check_inspected()
        return super()._approve()

    def _check_inspected(self):
        """Refuse to let uninspected goods out.

        :raises UserError: names the inspection records that are open
        """
        self.ensure_one()
        if self.location_id._get_zone().quality_zone != "inspection":
            return
        if self._is_inspection_waived():
            return
        # officers of other teams may not read all of them
        records = self.env["quality.inspection.record"].sudo()
        waiting = records.search(self._get_waiting_inspection_domain())
        rules = self.env["product.category"]._get_inspection_rules()
        if waiting or self.product_id.categ_id.id in rules:
            raise UserError(
                self.env._(
                    "%(product)s in %(zone)s leaves it by its inspection record only: "
                    "%(records)s. Inspect it first.",
                    product=self.product_id.display_name,
                    zone=self.location_id.display_name,
                    records=", ".join(waiting.mapped("name")) or self.env._("make one"),
                )
            )

    def _is_inspection_waived(self):
        """Hook: whether a decision stands that lets these goods out uninspected."""
        return False

    def _get_waiting_inspection_domain(self):
        records = self.env["quality.inspection.record"]
        domain = (
            records._get_open_domain()
            & Domain("product_id", "=", self.product_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("location_id", "!=", False)
        )
        if self.lot_id:
            domain &= Domain("lot_id", "=", self.lot_id.id) | Domain(
                "serial_ids", "in", self.lot_id.ids
            )
        return domain
