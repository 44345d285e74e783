from odoo import models


class StockLocation(models.Model):
    _inherit = "stock.location"

    def _is_arrival(self):
        """Whether receipts of several steps set goods down here: input, own inspection.

        Not the stock of the warehouse itself, should it serve as its own input.
        """
        self.ensure_one()
        if self.usage != "internal":
            return False
        warehouse = self.warehouse_id
        areas = warehouse.wh_input_stock_loc_id | warehouse.wh_qc_stock_loc_id
        return any(
            self.parent_path.startswith(area.parent_path)
            for area in areas - warehouse.lot_stock_id
        )
