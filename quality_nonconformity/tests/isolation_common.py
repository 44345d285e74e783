"""Goods to isolate, and what must be true of stock afterwards."""

from odoo.fields import Command

from .common import NonconformityCommon


class IsolationCommon(NonconformityCommon):
    @classmethod
    def _package(cls, quantity, lot, parent=None, location=None):
        """A package with goods of the lot, maybe within another one."""
        package = cls.env["stock.package"].create(
            {
                "name": f"PACK {lot.name} {quantity}",
                "parent_package_id": parent and parent.id,
            }
        )
        cls._put(quantity, lot, package=package, location=location)
        return package

    @classmethod
    def _line(cls, quantity, lot=None, location=None, **vals):
        """Command that names goods to isolate."""
        return Command.create(
            {
                "lot_id": lot and lot.id,
                "location_id": (location or cls.stock).id,
                "quantity": quantity,
                **vals,
            }
        )

    def _standing(self, location, lot=None, package=None, owner=None, product=None):
        """Quantity of exactly these goods there."""
        quants = self.env["stock.quant"].search(
            [
                ("location_id", "=", location.id),
                ("product_id", "=", (product or (lot or self.lot_a).product_id).id),
                ("lot_id", "=", lot.id if lot else False),
                ("package_id", "=", package.id if package else False),
                ("owner_id", "=", owner.id if owner else False),
            ]
        )
        return sum(quants.mapped("quantity"))

    def assertNoNegativeStock(self, product=None):
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", (product or self.product).id),
                ("location_id.usage", "in", ("internal", "transit")),
            ]
        )
        for quant in quants:
            self.assertGreaterEqual(quant.quantity, 0, quant.display_name)
            self.assertGreaterEqual(quant.quantity, quant.reserved_quantity)

    def assertReservationsBalance(self, product=None):
        """What quants have reserved is what open move lines reserve."""
        product = product or self.product
        lines = self.env["stock.move.line"].search(
            [
                ("product_id", "=", product.id),
                ("state", "not in", ("done", "cancel", "draft")),
                ("location_id.usage", "in", ("internal", "transit")),
            ]
        )
        self.assertEqual(
            self._reserved(product), sum(lines.mapped("quantity_product_uom"))
        )
