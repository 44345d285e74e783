"""Goods on their way through the steps of a receipt or a delivery."""

from odoo.fields import Command
from odoo.tests import tagged

from .isolation_common import IsolationCommon


@tagged("post_install", "-at_install")
class TestIsolationChains(IsolationCommon):
    """Goods on their way through the steps of a receipt or a delivery."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create(
            {"group_stock_multi_locations": True, "group_stock_adv_location": True}
        ).execute()
        cls.warehouse.write(
            {"reception_steps": "three_steps", "delivery_steps": "pick_pack_ship"}
        )
        cls.input = cls.warehouse.wh_input_stock_loc_id
        cls.output = cls.warehouse.wh_output_stock_loc_id

    def _next(self, picking):
        return picking.move_ids.move_dest_ids

    def _do(self, picking):
        picking.move_ids.picked = True
        picking._action_done()

    def test_receipt_in_input(self):
        """The next step is for what is left; what is found good goes to stock."""
        receipt = self._receive(100, self.lot_a)
        step = self._next(receipt)
        self.assertEqual(step.location_id, self.input)
        self.assertEqual(step.quantity, 100)
        source = self._nonconformity(40, self.lot_a, picking_id=receipt.id)
        self.assertEqual(self._on_hand(self.input, self.lot_a), 60)
        self.assertEqual(step.product_uom_qty, 60)
        self._carry_out(self._dispose(source, "use_as_is", 40))
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 40)
        source.with_user(self.officer)._close()
        step._action_assign()
        self.assertEqual(step.state, "assigned")
        self._do(step.picking_id)
        self._do(self._next(step.picking_id).picking_id)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 100)
        self.assertNoNegativeStock()
        self.assertReservationsBalance()

    def test_whole_receipt_in_input(self):
        receipt = self._receive(100, self.lot_a)
        step = self._next(receipt)
        self._nonconformity(100, self.lot_a, picking_id=receipt.id)
        self.assertEqual(step.state, "cancel")
        self.assertEqual(self._reserved(), 0)

    def test_receipt_held_before_it_is_isolated(self):
        """The hold has taken the reservation off already: the step follows all the same."""
        receipt = self._receive(100, self.lot_a)
        step = self._next(receipt)
        hold = self._hold(self.lot_a)
        self.assertEqual(step.quantity, 0)
        self._nonconformity(40, self.lot_a, picking_id=receipt.id)
        self.assertEqual(step.product_uom_qty, 60)
        hold.with_user(self.officer)._release("It was something else")

    def test_conforming_goods_go_on_from_input(self):
        receipt = self._receive(100, self.lot_a)
        step = self._next(receipt)
        source = self._nonconformity(40, self.lot_a, picking_id=receipt.id)
        source.with_user(self.officer)._cancel("It conforms")
        self.assertEqual(self._on_hand(self.input, self.lot_a), 100)
        self.assertEqual(step.product_uom_qty, 100)
        self.assertEqual(step.quantity, 100)

    def test_conforming_goods_whose_step_was_cancelled(self):
        receipt = self._receive(100, self.lot_a)
        step = self._next(receipt)
        source = self._nonconformity(100, self.lot_a, picking_id=receipt.id)
        source.with_user(self.officer)._cancel("It conforms")
        again = self.env["stock.move"].search(
            [("location_id", "=", self.input.id), ("state", "=", "assigned")]
        )
        self.assertEqual(step.state, "cancel")
        self.assertEqual(again.quantity, 100)
        self.assertEqual(again.location_dest_id, step.location_dest_id)
        self._do(again.picking_id)
        self._do(self._next(again.picking_id).picking_id)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 100)

    def _ordered(self, quantity, product=None):
        """A delivery ordered from stock, at its first step; goods reserved."""
        product = product or self.product
        reference = self.env["stock.reference"].create({"name": "Order"})
        rule = self.env["stock.rule"]
        rule.run(
            [
                rule.Procurement(
                    product,
                    quantity,
                    product.uom_id,
                    self.customers,
                    "Order",
                    "Order",
                    self.company,
                    {"warehouse_id": self.warehouse, "reference_ids": reference},
                )
            ]
        )
        first = self.env["stock.move"].search(
            [
                ("product_id", "=", product.id),
                ("location_id", "child_of", self.stock.id),
            ],
            order="id desc",
            limit=1,
        )
        first._action_assign()
        return first

    def test_delivery_in_output_is_fetched_anew(self):
        self._put(40, self.lot_a)
        pick = self._ordered(40)
        self._do(pick.picking_id)
        pack = pick.move_dest_ids
        self._do(pack.picking_id)
        ship = pack.move_dest_ids
        self.assertEqual(ship.location_id, self.output)
        self.assertEqual(self._on_hand(self.output, self.lot_a), 40)
        self._put(100, self.lot_b)

        self._nonconformity(10, self.lot_a)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 10)
        self.assertEqual(ship.product_uom_qty, 40)
        anew = self.env["stock.move"].search(
            [
                ("product_id", "=", self.product.id),
                ("location_id", "=", self.stock.id),
                ("state", "=", "assigned"),
            ]
        )
        self.assertEqual(anew.move_line_ids.lot_id, self.lot_b)
        self.assertEqual(anew.quantity, 10)
        self._do(anew.picking_id)
        self._do(anew.move_dest_ids.picking_id)
        self.assertEqual(self._on_hand(self.output, self.lot_b), 10)
        self.assertEqual(ship.quantity, 10)
        self.assertEqual(ship.move_line_ids.lot_id, self.lot_b)
        self.assertEqual(anew.move_dest_ids.move_dest_ids, ship)
        self.assertNoNegativeStock()
        self.assertReservationsBalance()

    def test_conforming_goods_return_to_output(self):
        """Nothing was fetched yet: the goods themselves are shipped."""
        self._put(40, self.lot_a)
        pick = self._ordered(40)
        self._do(pick.picking_id)
        self._do(pick.move_dest_ids.picking_id)
        ship = pick.move_dest_ids.move_dest_ids
        source = self._nonconformity(10, self.lot_a)
        source.with_user(self.officer)._cancel("It conforms")
        self.assertEqual(self._on_hand(self.output, self.lot_a), 40)
        self.assertEqual(ship.state, "assigned")
        self.assertEqual(ship.quantity, 40)
        waiting = self.env["stock.move"].search(
            [
                ("product_id", "=", self.product.id),
                ("state", "not in", ("done", "cancel")),
            ]
        )
        self.assertEqual(waiting, ship)

    def test_conforming_goods_after_others_were_fetched(self):
        self._put(40, self.lot_a)
        pick = self._ordered(40)
        self._do(pick.picking_id)
        self._do(pick.move_dest_ids.picking_id)
        self._put(100, self.lot_b)
        source = self._nonconformity(10, self.lot_a)
        anew = self.env["stock.move"].search(
            [("location_id", "=", self.stock.id), ("state", "=", "assigned")]
        )
        self._do(anew.picking_id)
        source.with_user(self.officer)._cancel("It conforms")
        self.assertEqual(self._standing(self.stock, self.lot_a), 10)

    def test_bought_for_a_delivery_is_taken_from_any_stock(self):
        """A receipt that feeds a delivery directly: the delivery is still owed."""
        self.warehouse.write(
            {"reception_steps": "one_step", "delivery_steps": "ship_only"}
        )
        delivery = self._transfer(10, confirm=False)
        receipt = self._receive(10, self.lot_a)
        delivery.move_ids.write(
            {
                "move_orig_ids": [Command.link(receipt.move_ids.id)],
                "procure_method": "make_to_order",
            }
        )
        delivery.action_confirm()
        delivery.action_assign()
        self.assertEqual(delivery.move_ids.quantity, 10)
        self._put(10, self.lot_b)
        self._nonconformity(10, self.lot_a)
        self.assertEqual(delivery.move_ids.product_uom_qty, 10)
        self.assertEqual(delivery.move_line_ids.lot_id, self.lot_b)

    def test_goods_between_warehouses(self):
        other = self.env["stock.warehouse"].create(
            {"name": "Far House", "code": "FAR", "company_id": self.company.id}
        )
        transit = self.company.internal_transit_location_id
        transit.active = True
        self._put(10, self.lot_a, location=transit)
        self._put(5, self.lot_a, location=other.lot_stock_id)
        source = self._nonconformity(15, self.lot_a)
        self.assertEqual(self._on_hand(other.wh_nonconforming_loc_id, self.lot_a), 5)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 10)
        source.with_user(self.officer)._cancel("It conforms")
        self.assertEqual(self._on_hand(transit, self.lot_a), 10)

    def test_place_found_in_is_gone(self):
        self._put(10, self.lot_a, location=self.shelf)
        source = self._nonconformity(10, self.lot_a)
        self.shelf.active = False
        source.with_user(self.officer)._cancel("It conforms")
        self.assertEqual(self._standing(self.stock, self.lot_a), 10)

    def test_place_found_in_is_full(self):
        category = self.env["stock.storage.category"].create(
            {"name": "Small", "allow_new_product": "empty"}
        )
        self.shelf.storage_category_id = category
        self._put(10, self.lot_a, location=self.shelf)
        source = self._nonconformity(10, self.lot_a)
        self._put(3, product=self.loose, location=self.shelf)
        source.with_user(self.officer)._cancel("It conforms")
        self.assertEqual(self._standing(self.shelf, self.lot_a), 10)
