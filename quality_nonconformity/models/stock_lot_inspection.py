from odoo import models


class StockLot(models.Model):
    """Inspections of a lot, or in which a serial number was."""

    _name = "stock.lot"
    _inherit = ["stock.lot", "quality.inspection.link.mixin"]

    _inspection_link = "lot_id"

    def _compute_inspection_count(self):
        result = super()._compute_inspection_count()
        serials = self.filtered(lambda lot: lot.product_id.tracking == "serial")
        if serials:
            counts = dict(
                self.env["quality.inspection.record"]._read_group(
                    [("serial_ids", "in", serials.ids)], ["serial_ids"], ["__count"]
                )
            )
            for serial in serials:
                serial.inspection_count += counts.get(serial._origin, 0)
        return result

    def action_view_inspections(self):
        domain = ["|", ("lot_id", "in", self.ids), ("serial_ids", "in", self.ids)]
        return super().action_view_inspections() | {"domain": domain}
