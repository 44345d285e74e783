from odoo import models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "quality.held.mixin"]

    def _get_hold_dependencies(self):
        return ["hold_ids"]

    def _get_hold_sources(self):
        return self.hold_ids

    def _get_wizard_defaults(self):
        lots = self.move_line_ids.lot_id
        products = self.move_ids.product_id.filtered(lambda p: p.tracking == "none")
        return {"lot_ids": lots.ids, "product_ids": products.ids}

    def _get_held_lots(self):
        """Return the lots that standing holds took off this transfer or block in it."""
        self.ensure_one()
        sudo = self.sudo()  # a confidential hold is named on the paper too
        stripped = sudo.hold_ids.line_ids.filtered(
            lambda line: (
                line.picking_id == sudo and line.situation in ("reserved", "in_transit")
            )
        )
        return stripped.lot_id | sudo.move_line_ids.lot_id.filtered("on_hold")
