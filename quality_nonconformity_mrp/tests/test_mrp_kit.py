"""Kits are isolated as what lies in stock: their components."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.quality_nonconformity.tests.common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestMrpKit(NonconformityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kit = cls._product("Dressing set")
        cls.tray = cls._product("Tray")
        inner = cls._product("Swab pack")
        cls._bom(inner, [(cls.loose, 5)])
        cls._bom(cls.kit, [(cls.product, 2), (cls.tray, 1), (inner, 3)], quantity=1)
        cls._put(20, cls.lot_a)
        cls._put(20, product=cls.tray)
        cls._put(100)

    @classmethod
    def _bom(cls, product, parts, quantity=1.0):
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "type": "phantom",
                "product_qty": quantity,
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": number})
                    for part, number in parts
                ],
            }
        )

    def _kit(self, quantity=4, **vals):
        return self._nonconformity(
            quantity, isolate=False, product_id=self.kit.id, **vals
        )

    def test_kit_is_not_isolated_as_such(self):
        source = self._kit()
        with self.assertRefused("is a kit", "Split Kit"):
            source._isolate()
        self.assertEqual(source.state, "draft")

    def test_split_by_bill_of_materials(self):
        """Kits within the kit are taken apart as well."""
        source = self._kit()
        parts = source.with_user(self.worker)._split_kit()
        self.assertEqual(
            {part.product_id: part.quantity for part in parts.sudo()},
            {self.product: 8, self.tray: 4, self.loose: 60},
        )
        self.assertEqual(parts.sudo().kit_nonconformity_id, source)
        self.assertEqual(source.component_nonconformity_ids.ids, parts.ids)
        self.assertEqual(source.state, "cancelled")
        self.assertEqual(set(parts.sudo().mapped("reporter_id")), {self.inspector})
        part = parts.with_user(self.inspector).filtered(
            lambda record: record.product_id == self.product
        )
        part.lot_ids = self.lot_a
        part._isolate()
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 8)

    def test_optional_component(self):
        """A line for none of it is nothing to report."""
        line = self.kit.bom_ids.bom_line_ids.filtered(
            lambda row: row.product_id == self.tray
        )
        line.product_qty = 0
        parts = self._kit()._split_kit()
        self.assertEqual(parts.product_id, self.product | self.loose)

    def test_split_in_dozens(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        parts = self._kit(1, uom_id=dozen.id)._split_kit()
        tray = parts.filtered(lambda part: part.product_id == self.tray)
        self.assertEqual(tray.quantity, 12)

    def test_split_once_by_staff_and_kits_only(self):
        source = self._kit()
        with self.assertRefused("Tell one of them"):
            self._kit(user=self.reporter)._split_kit()
        source._split_kit()
        with self.assertRefused("cannot become"):
            source._split_kit()
        self.assertEqual(len(source.component_nonconformity_ids), 3)
        plain = self._nonconformity(1, isolate=False, product_id=self.tray.id)
        with self.assertRefused("is no kit"):
            plain._split_kit()

    def test_produced_lot_is_isolated_and_traced(self):
        """Goods made here: their lot is isolated, and leads back to its material."""
        made = self._product("Drape", tracking="lot")
        lot = self._lots("D1", product=made)
        production = self.env["mrp.production"].create(
            {
                "product_id": made.id,
                "product_qty": 5,
                "move_raw_ids": [
                    Command.create(
                        {"product_id": self.product.id, "product_uom_qty": 5}
                    )
                ],
            }
        )
        production.action_confirm()
        production.action_assign()
        production.lot_producing_ids = lot
        production.qty_producing = 5
        production.move_raw_ids.picked = True
        production.button_mark_done()
        source = self._nonconformity(5, lot, production_id=production.id)
        self.assertEqual(self._on_hand(self.nonconforming, lot, made), 5)
        self.assertTrue(lot.on_hold)
        cheap = self._product("Drape, second choice", tracking="lot")
        disposition = self._dispose(source, "process", 5, target_product_id=cheap.id)
        self._carry_out(disposition)
        self.assertEqual(self._on_hand(self.stock, product=cheap), 5)
        produced = disposition.sudo().move_ids.move_line_ids.filtered(
            lambda line: line.product_id == cheap
        )
        self.assertEqual(
            produced.consume_line_ids.lot_id | lot, lot, "made of the produced lot"
        )
