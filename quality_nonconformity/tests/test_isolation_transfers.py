"""Isolation of goods that others have reserved, packed, or that are on their way."""

from odoo.fields import Command
from odoo.tests import tagged

from .test_isolation import IsolationCommon


@tagged("post_install", "-at_install")
class TestIsolationReserved(IsolationCommon):
    def test_reserved_lot_gives_way_and_other_stock_serves(self):
        self._put(10, self.lot_a)
        delivery = self._transfer(10)
        self._put(10, self.lot_b)
        self.assertEqual(delivery.move_line_ids.lot_id, self.lot_a)
        source = self._nonconformity(10, self.lot_a)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 10)
        self.assertEqual(delivery.state, "assigned")
        self.assertEqual(delivery.move_line_ids.lot_id, self.lot_b)
        told = source.hold_id.line_ids.filtered(lambda r: r.situation == "reserved")
        self.assertEqual(told.picking_id, delivery)
        self.assertNoNegativeStock()
        self.assertReservationsBalance()

    def test_free_goods_are_taken_before_reserved_ones(self):
        self._put(10, product=self.loose)
        delivery = self._transfer(10, product=self.loose)
        self._put(10, product=self.loose, location=self.shelf)
        self._nonconformity(10, product_id=self.loose.id)
        self.assertEqual(self._on_hand(self.shelf, product=self.loose), 0)
        self.assertEqual(delivery.move_ids.quantity, 10)

    def test_free_part_of_a_place_before_the_reserved_part(self):
        self._put(10, product=self.loose)
        delivery = self._transfer(6, product=self.loose)
        self._nonconformity(4, product_id=self.loose.id)
        self.assertEqual(delivery.move_ids.quantity, 6)
        self.assertEqual(self._on_hand(product=self.loose), 6)

    def test_untracked_goods_reserved_by_others(self):
        """The newest transfer gives way, by exactly what is isolated, and is told."""
        self._put(20, product=self.loose)
        older = self._transfer(10, product=self.loose)
        newer = self._transfer(10, product=self.loose)
        source = self._nonconformity(4, product_id=self.loose.id)
        self.assertEqual(older.move_ids.quantity, 10)
        self.assertEqual(newer.move_ids.quantity, 6)
        self.assertEqual(newer.move_ids.state, "partially_available")
        self.assertIn(source.name, newer.message_ids[0].body)
        self.assertEqual(self._reserved(self.loose), 16)
        self.assertNoNegativeStock(self.loose)
        self.assertReservationsBalance(self.loose)

    def test_untracked_goods_picked_by_others(self):
        self._put(10, product=self.loose)
        delivery = self._transfer(10, product=self.loose)
        delivery.move_ids.picked = True
        self._nonconformity(4, product_id=self.loose.id)
        self.assertEqual(delivery.move_ids.quantity, 6)
        delivery._action_done()
        self.assertEqual(self._on_hand(product=self.loose), 0)
        self.assertNoNegativeStock(self.loose)
        self.assertReservationsBalance(self.loose)

    def test_unpicked_gives_way_before_picked(self):
        self._put(10, product=self.loose)
        unpicked = self._transfer(5, product=self.loose)
        picked = self._transfer(5, product=self.loose)
        picked.move_ids.picked = True
        self._nonconformity(5, product_id=self.loose.id)
        self.assertEqual(picked.move_ids.quantity, 5)
        self.assertEqual(unpicked.move_ids.quantity, 0)

    def test_reserved_in_another_unit(self):
        self._put(24, product=self.loose)
        dozen = self.env.ref("uom.product_uom_dozen")
        delivery = self._transfer(2, product=self.loose, confirm=False)
        delivery.move_ids.product_uom = dozen
        delivery.action_confirm()
        delivery.action_assign()
        self.assertEqual(self._reserved(self.loose), 24)
        self._nonconformity(12, product_id=self.loose.id)
        self.assertEqual(self._reserved(self.loose), 12)
        self.assertReservationsBalance(self.loose)

    def test_zone_keeps_untracked_goods(self):
        self._put(10, product=self.loose)
        source = self._nonconformity(4, product_id=self.loose.id)
        self.assertFalse(source.hold_id)
        delivery = self._transfer(10, product=self.loose)
        self.assertEqual(delivery.move_ids.quantity, 6)
        taken = self._transfer(4, product=self.loose, location_id=self.nonconforming.id)
        self.assertEqual(taken.move_ids.quantity, 0)
        with self.assertRefused("by decision only"):
            taken.move_ids.quantity = 4

    def test_transfer_waiting_gets_good_goods_after_closing(self):
        self._put(10, self.lot_a)
        delivery = self._transfer(10)
        source = self._nonconformity(10, self.lot_a)
        self.assertEqual(delivery.move_ids.quantity, 0)
        self._carry_out(self._dispose(source, "rework", 10))
        self.assertEqual(delivery.move_ids.quantity, 0)
        source.with_user(self.officer)._close()
        self.assertEqual(delivery.move_ids.quantity, 10)


@tagged("post_install", "-at_install")
class TestIsolationPackages(IsolationCommon):
    def test_whole_package_stays_packed(self):
        package = self._package(10, self.lot_a)
        source = self._nonconformity(10, self.lot_a)
        self.assertEqual(self._standing(self.nonconforming, self.lot_a, package), 10)
        self.assertEqual(package.location_id, self.nonconforming)
        self._carry_out(self._dispose(source, "use_as_is", 10))
        self.assertEqual(self._standing(self.stock, self.lot_a, package), 10)
        self.assertNoNegativeStock()

    def test_part_is_unpacked(self):
        package = self._package(10, self.lot_a)
        source = self._nonconformity(4, self.lot_a)
        self.assertEqual(self._standing(self.nonconforming, self.lot_a), 4)
        self.assertEqual(self._standing(self.stock, self.lot_a, package), 6)
        self._carry_out(self._dispose(source, "scrap", 4))
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 0)
        self.assertNoNegativeStock()

    def test_package_with_other_goods_is_opened(self):
        package = self._package(10, self.lot_a)
        self._put(3, product=self.loose, package=package)
        self._nonconformity(10, self.lot_a)
        self.assertEqual(self._standing(self.nonconforming, self.lot_a), 10)
        self.assertEqual(package.location_id, self.stock)
        self.assertEqual(package.quant_ids.product_id, self.loose)

    def test_part_of_a_package_in_the_zone(self):
        """Each disposition finds its share, packed or not, in rework and back."""
        package = self._package(10, self.lot_a)
        source = self._nonconformity(10, self.lot_a)
        rework = self._dispose(source, "rework", 4)
        scrap = self._dispose(source, "scrap", 6)
        (rework | scrap).with_user(self.officer)._approve()
        rework.with_user(self.worker)._execute()
        self.assertEqual(self._standing(self.inspection, self.lot_a), 4)
        self.assertEqual(self._standing(self.nonconforming, self.lot_a, package), 6)
        rework.with_user(self.inspector)._verify(1)
        self.assertEqual(self._standing(self.nonconforming, self.lot_a), 3)
        again = self._dispose(source, "scrap", 3)
        again.with_user(self.officer)._approve()
        scrap.with_user(self.worker)._execute()
        again.with_user(self.worker)._execute()
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 0)
        self.assertEqual(sum(source.disposition_ids.scrap_ids.mapped("scrap_qty")), 9)
        self.assertNoNegativeStock()

    def test_nested_packages_keep_their_container(self):
        pallet = self.env["stock.package"].create({"name": "PALLET"})
        boxes = self._package(4, self.lot_a, pallet) | self._package(
            6, self.lot_a, pallet
        )
        self._nonconformity(10, self.lot_a)
        self.assertEqual(boxes.location_id, self.nonconforming)
        self.assertEqual(boxes.parent_package_id, pallet)
        self.assertEqual(pallet.location_id, self.nonconforming)

    def test_one_box_leaves_its_pallet(self):
        pallet = self.env["stock.package"].create({"name": "PALLET"})
        box = self._package(4, self.lot_a, pallet)
        rest = self._package(6, self.lot_b, pallet)
        self._nonconformity(4, self.lot_a)
        self.assertEqual(box.location_id, self.nonconforming)
        self.assertFalse(box.parent_package_id)
        self.assertEqual(rest.parent_package_id, pallet)
        self.assertEqual(rest.location_id, self.stock)

    def test_conforming_package_returns_packed(self):
        package = self._package(10, self.lot_a, location=self.shelf)
        source = self._nonconformity(10, self.lot_a)
        source.with_user(self.officer)._cancel("The seal is right")
        self.assertEqual(self._standing(self.shelf, self.lot_a, package), 10)
        self.assertFalse(self.lot_a.on_hold)

    def test_owner_stays_owner(self):
        quants = self.env["stock.quant"]
        quants._update_available_quantity(
            self.product, self.stock, 5, lot_id=self.lot_a, owner_id=self.supplier
        )
        self._put(5, self.lot_a)
        source = self._nonconformity(10, self.lot_a)
        self.assertEqual(
            self._standing(self.nonconforming, self.lot_a, owner=self.supplier), 5
        )
        self.assertEqual(self._standing(self.nonconforming, self.lot_a), 5)
        self._carry_out(self._dispose(source, "use_as_is", 10))
        self.assertEqual(self._standing(self.stock, self.lot_a, owner=self.supplier), 5)
        self.assertNoNegativeStock()

    def test_found_package_missing_goods_are_refused(self):
        """Counted away from the zone meanwhile: nothing is half posted."""
        source = self._nonconformity(10, self._put(10, self.lot_a) or self.lot_a)
        scrap = self._dispose(source, "scrap", 10)
        scrap.with_user(self.officer)._approve()
        quant = self.env["stock.quant"].search(
            [
                ("location_id", "=", self.nonconforming.id),
                ("lot_id", "=", self.lot_a.id),
            ]
        )
        quant.quantity = 7
        with self.assertRefused("3 Units", "nothing was moved"):
            scrap.with_user(self.worker)._execute()
        self.assertEqual(scrap.state, "approved")


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
