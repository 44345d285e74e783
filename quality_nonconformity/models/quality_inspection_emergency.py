from odoo import models
from odoo.fields import Domain


class QualityInspectionRecord(models.Model):
    """The inspection of goods that an emergency release let go before [NC-56]."""

    _inherit = "quality.inspection.record"

    def _settle(self):
        result = super()._settle()
        for release in self._find_owed_releases():
            self._settle_release(release)
        return result

    def _prepare_isolation_lines(self, waiting):
        """Goods that left before are looked up wherever they are: see the call back."""
        if self._find_owed_releases():
            return []
        return super()._prepare_isolation_lines(waiting)

    def _get_released_quantity(self):
        released = self._find_owed_releases().mapped("used_quantity")
        return super()._get_released_quantity() + sum(released)

    def _find_owed_releases(self):
        """Emergency releases of these goods whose inspection is owed."""
        self.ensure_one()
        lots = self._get_lots()
        domain = (
            Domain("inspection_result", "=", "pending")
            & Domain("product_id", "=", self.product_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("lot_id", "in", lots.ids or [False])
        )
        return self.env["quality.zone.exit"].search(domain, order="id")

    def _settle_release(self, release):
        """Tell the release what was found; its goods have passed the gate already."""
        bad = self.uom_id.compare(self.rejected_quantity, 0) > 0 and (
            not self.rejected_serial_ids or release.lot_id in self.rejected_serial_ids
        )
        inspector = release.with_user(self.inspector_id)
        if bad:
            note = self.finding or self.env._("Refused by %(name)s", name=self.name)
            source = self.nonconformity_id.with_user(self.inspector_id)
            inspector._record_result("bad", note, source)
        else:
            inspector._record_result(
                "good", self.env._("Accepted by %(name)s", name=self.name)
            )
            passed = min(release.used_quantity, self.open_quantity)
            self._add_passed(passed, release.lot_id.ids)
