from odoo import models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _prepare_goods_row(self):
        """Return these goods as a row to report on: where they are after the move."""
        self.ensure_one()
        place = self.location_dest_id if self.state == "done" else self.location_id
        package = self.result_package_id if self.state == "done" else self.package_id
        return {
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "lot_name": False if self.lot_id else self.lot_name,
            "package_id": package.id,
            "owner_id": self.owner_id.id,
            "location_id": place.id if place.usage == "internal" else False,
            "quantity": self.quantity,
            "uom_id": self.product_uom_id.id,
        }
