"""Held goods and manufacturing: not reserved, not consumed, not taken apart."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.quality_nonconformity.tests.common import HoldCommon


@tagged("post_install", "-at_install")
class TestHoldManufacturing(HoldCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maker = cls._user("hold_maker", "mrp.group_mrp_user,stock.group_stock_user")
        cls.kit = cls._product("Dressing", tracking="lot")
        cls.bom = cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.kit.product_tmpl_id.id,
                "product_qty": 1,
                "bom_line_ids": [
                    Command.create({"product_id": cls.product.id, "product_qty": 2})
                ],
            }
        )

    def setUp(self):
        super().setUp()
        self._put(10, self.lot_a)

    def _order(self, quantity=1):
        order = self.env["mrp.production"].create(
            {"product_id": self.kit.id, "product_qty": quantity, "bom_id": self.bom.id}
        )
        order.action_confirm()
        order.action_assign()
        return order

    def _produce(self, order):
        order.lot_producing_ids = self._lots(f"K{order.id}", product=self.kit)
        order.qty_producing = order.product_qty
        order._set_qty_producing()
        order.move_raw_ids.picked = True
        order.with_user(self.maker).button_mark_done()
        return order

    def test_reservation(self):
        self._hold(self.lot_a)
        self.assertFalse(self._order().move_raw_ids.move_line_ids)
        self._put(5, self.lot_b)
        self.assertEqual(self._order().move_raw_ids.move_line_ids.lot_id, self.lot_b)

    def test_reservation_before_the_hold(self):
        order = self._order()
        self.assertEqual(order.move_raw_ids.move_line_ids.lot_id, self.lot_a)
        self._hold(self.lot_a)
        self.assertFalse(order.move_raw_ids.move_line_ids)

    def test_consumption(self):
        order = self._order()
        hold = self._hold(self.lot_a, place=False)
        hold._set_state("placed", placed_by_id=self.inspector.id)
        self.env["quality.hold.gate"]._bump(hold.scope_product_ids)
        with self.assertRefused("On hold", hold.name):
            self._produce(order)

    def test_consumption_of_a_forced_lot(self):
        self._hold(self.lot_a)
        move = self._order().move_raw_ids
        with self.assertRefused("On hold"):
            self.env["stock.move.line"].with_user(self.maker).create(
                {
                    "move_id": move.id,
                    "product_id": self.product.id,
                    "lot_id": self.lot_a.id,
                    "quantity": 2,
                    "location_id": self.stock.id,
                    "location_dest_id": move.location_dest_id.id,
                }
            )

    def test_finished_goods_cannot_be_taken_apart(self):
        order = self._produce(self._order())
        finished = order.lot_producing_ids
        self.assertEqual(order.state, "done")
        self._hold(finished)
        unbuild = (
            self.env["mrp.unbuild"]
            .with_user(self.maker)
            .create(
                {
                    "product_id": self.kit.id,
                    "bom_id": self.bom.id,
                    "mo_id": order.id,
                    "lot_id": finished.id,
                    "product_qty": 1,
                }
            )
        )
        with self.assertRefused("On hold"):
            unbuild.action_unbuild()

    def test_what_was_consumed_is_listed(self):
        self._produce(self._order())
        hold = self._hold(self.lot_a)
        gone = hold.sudo().line_ids.filtered(lambda line: line.situation == "left")
        self.assertEqual(gone.quantity, 2)

    def test_producing_a_held_lot_is_held_on_arrival(self):
        order = self._order()
        lot = self._lots("KX", product=self.kit)
        self._hold(lot)
        order.lot_producing_ids = lot
        order.qty_producing = 1
        order._set_qty_producing()
        order.move_raw_ids.picked = True
        order.with_user(self.maker).button_mark_done()
        self.assertEqual(self._on_hand(lot=lot, product=self.kit), 1)
        self.assertFalse(self._transfer(1, product=self.kit).move_line_ids)
