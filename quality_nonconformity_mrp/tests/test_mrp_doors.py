"""Held goods are neither consumed, nor taken apart, nor sent to a subcontractor."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.quality_nonconformity.tests.common import HoldCommon


@tagged("post_install", "-at_install")
class TestMrpDoors(HoldCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(10, cls.lot_a)
        cls._put(20)
        cls.kit = cls._product("Kit", tracking="lot")
        cls.kit_lot = cls._lots("K1", product=cls.kit)
        cls.maker = cls._user("hold_maker", "mrp.group_mrp_user")

    def _production(self, component=None, quantity=4):
        production = self.env["mrp.production"].create(
            {
                "product_id": self.kit.id,
                "product_qty": 2,
                "move_raw_ids": [
                    Command.create(
                        {
                            "product_id": (component or self.product).id,
                            "product_uom_qty": quantity,
                        }
                    )
                ],
            }
        )
        production.action_confirm()
        production.action_assign()
        production.lot_producing_ids = self.kit_lot
        production.qty_producing = 2
        return production

    def _finish(self, production):
        return production.with_user(self.maker).button_mark_done()

    def _place_without_strip(self, hold):
        hold._set_state("placed", placed_by_id=self.inspector.id)
        self.env["quality.hold.gate"]._bump(hold.scope_product_ids)

    def test_component_held_in_time(self):
        production = self._production()
        production.move_raw_ids.picked = True
        self._hold(self.lot_a)
        self.assertFalse(production.move_raw_ids.move_line_ids)
        self.assertEqual(self._on_hand(lot=self.lot_a), 10)

    def test_component_held_in_the_last_moment(self):
        production = self._production()
        production.move_raw_ids.picked = True
        self._place_without_strip(self._hold(self.lot_a, place=False))
        with self.assertRefused("On hold"):
            self._finish(production)

    def test_untracked_quantity_is_not_consumed_by_the_way(self):
        """Consumption that follows the produced quantity asks like any other."""
        production = self._production(self.loose, quantity=8)
        production.move_raw_ids.picked = True
        self._place_without_strip(
            self._hold(product_ids=self.loose, quantity=15, place=False)
        )
        with self.assertRefused("On hold"):
            self._finish(production)

    def test_held_goods_are_not_taken_apart(self):
        production = self._production()
        production.move_raw_ids.picked = True
        self._finish(production)
        self.assertEqual(self._on_hand(product=self.kit), 2)
        self._hold(self.kit_lot)
        unbuild = self.env["mrp.unbuild"].create(
            {
                "product_id": self.kit.id,
                "mo_id": production.id,
                "lot_id": self.kit_lot.id,
                "product_qty": 1,
            }
        )
        with self.assertRefused("On hold"):
            unbuild.with_user(self.maker).action_unbuild()

    def test_parts_of_a_kit(self):
        """A kit's delivery is one of its parts: a held part stays."""
        boxed = self._product("Box")
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": boxed.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": self.product.id, "product_qty": 2})
                ],
            }
        )
        self._hold(self.lot_a)
        picking = self._transfer(2, product=boxed)
        self.assertEqual(picking.move_ids.product_id, self.product)
        self.assertFalse(picking.move_line_ids)

    def test_scrap_from_the_order(self):
        production = self._production()
        self._hold(self.lot_a)
        scrap = (
            self.env["stock.scrap"]
            .with_user(self.worker)
            .create(
                {
                    "production_id": production.id,
                    "product_id": self.product.id,
                    "lot_id": self.lot_a.id,
                    "scrap_qty": 1,
                    "location_id": self.stock.id,
                }
            )
        )
        with self.assertRefused("On hold"):
            scrap.do_scrap()
