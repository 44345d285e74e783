from odoo import models


class StockMoveLine(models.Model):
    """Reservations that give way to the isolation of the goods [NC-08]."""

    _inherit = "stock.move.line"

    def _give_way(self, quantity, source):
        """Reserve ``quantity`` (product's unit) less; the transfer says why.

        :param source: the nonconformity that isolates the goods
        """
        self.ensure_one()
        unit, picking = self.product_id.uom_id, self.picking_id
        goods = self.product_id.display_name
        left = self.quantity_product_uom - quantity
        if unit.compare(left, 0) > 0:
            self.quantity = unit._compute_quantity(
                left, self.product_uom_id, rounding_method="HALF-UP"
            )
        else:
            self.unlink()
        if picking:
            picking.message_post(
                body=self.env._(
                    "%(quantity)g %(uom)s of %(goods)s were isolated as nonconforming "
                    "(%(nonconformity)s) and are no longer reserved for this transfer.",
                    quantity=quantity,
                    uom=unit.name,
                    goods=goods,
                    nonconformity=source.name,
                )
            )
