"""Isolation of goods that others have reserved, packed, or that are on their way."""

from odoo.tests import tagged

from .isolation_common import IsolationCommon


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
