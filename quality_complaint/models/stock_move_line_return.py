from odoo import models

from odoo.addons.quality_nonconformity.models.held_check import exit_error

from .stock_move_return import AcceptedReturn


class StockMoveLine(models.Model):
    """Returned goods at the border of their zone [CO-65, CO-79]."""

    _inherit = "stock.move.line"

    def _needs_keeper(self):
        """Approved returns come in, and what is decided goes out, by any storekeeper.

        Unless keepers are named: then they do it.
        """
        accepted = self.env.context.get("quality_accepted_return")
        if isinstance(accepted, AcceptedReturn) and self.id in accepted.ids:
            return self.location_dest_id._has_keepers()
        if self.move_id.zone_exit_id.sudo().quality_return_id:  # decided, as signed
            return self.location_id._has_keepers()
        return super()._needs_keeper()

    def _check_zones(self):
        """Goods leave the returns zone by decision only, into another zone as well."""
        crossing = super()._check_zones()
        for line in crossing:
            zone = line.location_id._get_zone()
            if zone.quality_zone == "returns" and not line._is_zone_exit_authorised():
                raise exit_error(self.env, line.product_id, line.lot_id, zone)
        return crossing

    def _prepare_return_line_vals(self, left):
        """Values of a return line of these delivered goods.

        :param dict left: stock move → quantity still wanted, in its unit; reduced by
            what is taken; an empty one means all
        """
        self.ensure_one()
        move, quantity = self.move_id, self.quantity
        if move in left:
            wanted = move.product_uom._compute_quantity(
                left[move], self.product_uom_id, round=False
            )
            quantity = min(quantity, wanted)
            left[move] -= self.product_uom_id._compute_quantity(
                quantity, move.product_uom, round=False
            )
        return {
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "quantity": quantity,
            "uom_id": self.product_uom_id.id,
            "sale_line_id": move.sale_line_id.id,
        }
