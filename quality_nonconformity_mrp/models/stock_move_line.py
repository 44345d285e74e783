from odoo import models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _prepare_material_row(self):
        """Return material of a production order as a row to report on.

        What is consumed is gone: the rest of its lot is looked up at isolation.
        """
        self.ensure_one()
        row = self._prepare_goods_row()
        if self.state == "done":
            row |= {"location_id": False, "package_id": False}
        return row
