"""Which goods are isolated, and that nobody can say otherwise afterwards."""

from odoo.fields import Command
from odoo.tests import tagged

from .isolation_common import IsolationCommon


@tagged("post_install", "-at_install")
class TestIsolation(IsolationCommon):
    def test_units_of_report_and_product_differ(self):
        """A report in dozens, of goods kept in units."""
        self._put(30, self.lot_a)
        dozen = self.env.ref("uom.product_uom_dozen")
        source = self._nonconformity(2, self.lot_a, uom_id=dozen.id)
        self.assertEqual(source.product_quantity, 24)
        self.assertEqual(source.line_ids.quantity, 24)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 24)
        by_unit = self._dispose(
            source, "rework", 14, uom_id=self.env.ref("uom.product_uom_unit").id
        )
        by_dozen = self._dispose(source, "use_as_is", 10 / 12, uom_id=dozen.id)
        self.assertEqual(by_unit.product_quantity, 14)
        self.assertAlmostEqual(by_dozen.product_quantity, 9.96)
        with self.assertRefused("sum up"):
            source.with_user(self.officer)._decide()
        by_dozen.write(
            {"uom_id": self.env.ref("uom.product_uom_unit").id, "quantity": 10}
        )
        self.assertEqual(source.open_quantity, 0)

    def test_fractions_never_drift(self):
        """0.333 + 0.333 + 0.334 kg are one kilogram, to the gram."""
        self.env.ref("uom.decimal_product_uom").digits = 3
        powder = self._product(
            "Talc", tracking="lot", uom_id=self.env.ref("uom.product_uom_kgm").id
        )
        lot = self._lots("T1", product=powder)
        self._put(2.0, lot)
        source = self._nonconformity(1.0, lot)
        gram = self.env.ref("uom.product_uom_gram")
        dispositions = (
            self._dispose(source, "rework", 0.333)
            | self._dispose(source, "use_as_is", 0.333)
            | self._dispose(source, "scrap", 334, uom_id=gram.id)
        )
        self.assertEqual(source.open_quantity, 0)
        rework = dispositions[0]
        rework.with_user(self.officer)._approve()
        self._carry_out(dispositions - rework)
        rework.with_user(self.worker)._execute()
        rework.with_user(self.inspector)._verify(0.111)
        self.assertEqual(source.state, "review")
        self.assertAlmostEqual(source.open_quantity, 0.222, 6)
        self.assertAlmostEqual(self._on_hand(self.nonconforming, lot, powder), 0.222, 6)
        self.assertAlmostEqual(self._on_hand(self.stock, lot, powder), 1.444, 6)
        again = self._dispose(source, "rework", 0.222)
        self._carry_out(again)
        self.assertEqual(source.state, "verification")
        self.assertAlmostEqual(self._on_hand(self.nonconforming, lot, powder), 0, 6)
        self.assertAlmostEqual(self._on_hand(self.stock, lot, powder), 1.666, 6)

    def test_unit_without_conversion_is_refused(self):
        self._put(10, self.lot_a)
        source = self._nonconformity(
            1, self.lot_a, isolate=False, uom_id=self.env.ref("uom.product_uom_kgm").id
        )
        with self.assertRefused("cannot be converted", "another unit"):
            source._isolate()

    def test_several_lots_places_and_warehouses(self):
        other = self.env["stock.warehouse"].create(
            {"name": "Second House", "code": "WH2N", "company_id": self.company.id}
        )
        self._put(10, self.lot_a)
        self._put(5, self.lot_a, location=self.shelf)
        self._put(7, self.lot_b, location=other.lot_stock_id)
        source = self._nonconformity(22, self.lot_a, self.lot_b)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 15)
        self.assertEqual(self._on_hand(other.wh_nonconforming_loc_id, self.lot_b), 7)
        self.assertEqual(sum(source.line_ids.mapped("quantity")), 22)
        self.assertEqual(
            source.move_ids.picking_id.picking_type_id,
            self.warehouse.quarantine_in_type_id | other.quarantine_in_type_id,
        )
        self._carry_out(self._dispose(source, "use_as_is", 22))
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 15)
        self.assertEqual(self._on_hand(other.lot_stock_id, self.lot_b), 7)

    def test_part_of_a_lot(self):
        self._put(100, self.lot_a)
        self._nonconformity(40, self.lot_a)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 60)
        with self.assertRefused("On hold"):
            delivery = self._transfer(5)
            self.assertFalse(delivery.move_line_ids)
            delivery.move_ids.move_line_ids = [
                Command.create(
                    {
                        "product_id": self.product.id,
                        "lot_id": self.lot_a.id,
                        "quantity": 5,
                        "location_id": self.stock.id,
                        "location_dest_id": self.customers.id,
                    }
                )
            ]

    def test_nothing_in_stock_is_held_all_the_same(self):
        source = self._nonconformity(40, self.lot_a)
        self.assertEqual(source.state, "isolated")
        self.assertFalse(source.line_ids)
        self.assertTrue(self.lot_a.on_hold)
        self.assertIn("40 are elsewhere", source.message_ids[0].body)
        with self.assertRefused("No further goods"):
            source._isolate_more()

    def test_part_in_stock_and_the_rest_comes_back(self):
        """30 of 40 are here; what customers return later is isolated then."""
        self._put(40, self.lot_a)
        delivery = self._transfer(10)
        delivery.move_ids.picked = True
        delivery._action_done()
        source = self._nonconformity(40, self.lot_a)
        self.assertEqual(sum(source.line_ids.mapped("quantity")), 30)
        rework = self._dispose(source, "rework", 30)
        words = self._dispose(source, "apologise", 10)
        words.with_user(self.officer)._cancel("It comes back after all")
        self._put(10, self.lot_a, location=self.warehouse.wh_returns_loc_id)
        added = source._isolate_more()
        self.assertEqual(added.location_id, self.warehouse.wh_returns_loc_id)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 40)
        self.assertEqual(rework.state, "draft")

    def test_goods_it_gave_back_are_not_isolated_again(self):
        self._put(30, self.lot_a)
        source = self._nonconformity(40, self.lot_a)
        first = self._dispose(source, "use_as_is", 30)
        self._dispose(source, "apologise", 10)
        first.with_user(self.officer)._approve()
        source.disposition_ids.filtered(lambda d: d.kind == "apologise").with_user(
            self.officer
        )._approve()
        first.with_user(self.worker)._execute()
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 30)
        source.disposition_ids.filtered(lambda d: d.kind == "apologise").with_user(
            self.officer
        )._cancel("They send it back")
        self.assertEqual(source.state, "review")
        with self.assertRefused("No further goods"):
            source._isolate_more()
        self._put(10, self.lot_a, location=self.shelf)
        self.assertEqual(source._isolate_more().location_id, self.shelf)

    def test_further_goods_only_before_the_decision(self):
        self._put(40, self.lot_a)
        source = self._nonconformity(40, self.lot_a)
        self._dispose(source, "rework", 40).with_user(self.officer)._approve()
        self._put(5, self.lot_a)
        with self.assertRefused("under review", "further nonconformity"):
            source._isolate_more()

    def test_two_reports_never_claim_the_same_goods(self):
        self._put(50, self.lot_a)
        first = self._nonconformity(40, self.lot_a)
        second = self._nonconformity(40, self.lot_a)
        self.assertEqual(sum(first.line_ids.mapped("quantity")), 40)
        self.assertEqual(sum(second.line_ids.mapped("quantity")), 10)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 50)
        third = self._nonconformity(5, self.lot_a)
        self.assertFalse(third.line_ids)

    def test_goods_in_rework_are_not_claimed_either(self):
        self._put(40, self.lot_a)
        source = self._nonconformity(40, self.lot_a)
        rework = self._dispose(source, "rework", 40)
        rework.with_user(self.officer)._approve()
        rework.with_user(self.worker)._execute()
        self.assertEqual(self._on_hand(self.inspection, self.lot_a), 40)
        other = self._nonconformity(10, self.lot_a)
        self.assertFalse(other.line_ids)
        rework.with_user(self.inspector)._verify(15)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 25)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 15)
        # what was found good may turn out bad for another reason
        other._isolate_more()
        self.assertEqual(other.line_ids.location_id, self.stock)

    def test_goods_of_another_zone_come_last(self):
        returns = self.warehouse.wh_returns_loc_id
        self._put(5, product=self.loose, location=returns)
        self._put(5, product=self.loose)
        source = self._nonconformity(8, product_id=self.loose.id)
        self.assertEqual(
            {line.location_id: line.quantity for line in source.line_ids},
            {self.stock: 5, returns: 3},
        )
        self.assertEqual(self._on_hand(returns, product=self.loose), 2)

    def test_goods_in_their_zone_stay_and_are_claimed(self):
        self._put(5, self.lot_a, location=self.nonconforming)
        source = self._nonconformity(5, self.lot_a)
        self.assertFalse(source.move_ids)
        self.assertEqual(source.line_ids.zone_id, self.nonconforming)
        self._carry_out(self._dispose(source, "scrap", 5))
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 0)

    def test_quantity_held_in_quarantine_is_what_the_report_means(self):
        """An untracked product, held by quantity: those goods, not others."""
        self._put(20, product=self.loose)
        hold = self._hold(product_ids=self.loose, quantity=8)
        self.assertEqual(self._on_hand(self.quarantine, product=self.loose), 8)
        vals = self.env["quality.nonconformity"]._prepare_vals_from(hold)
        source = self._nonconformity(
            8,
            product_id=self.loose.id,
            **{k: v for k, v in vals.items() if k not in ("quantity", "product_id")},
        )
        self.assertEqual(source.line_ids.location_id, self.quarantine)
        self.assertEqual(self._on_hand(product=self.loose), 12)
        source.with_user(self.officer)._cancel("It conforms")
        self.assertGreaterEqual(self._on_hand(self.quarantine, product=self.loose), 0)
        self.assertEqual(
            self._on_hand(self.warehouse.view_location_id, product=self.loose), 20
        )

    def test_report_of_a_transfer_takes_its_goods_first(self):
        self._put(50, self.lot_a)
        self._put(10, self.lot_a, location=self.shelf)
        move = self._transfer(
            10,
            kind=self.warehouse.int_type_id,
            location_id=self.shelf.id,
            location_dest_id=self.shelf.id,
        )
        source = self._nonconformity(10, self.lot_a, picking_id=move.id)
        self.assertEqual(source.line_ids.location_id, self.shelf)

    def test_negative_stock_elsewhere_is_left_alone(self):
        self._put(10, self.lot_a)
        self._put(-4, self.lot_a, location=self.shelf)
        source = self._nonconformity(10, self.lot_a)
        self.assertEqual(source.line_ids.location_id, self.stock)
        self.assertEqual(self._standing(self.shelf, self.lot_a), -4)

    def test_isolated_twice_is_refused(self):
        self._put(50, self.lot_a)
        source = self._nonconformity(10, self.lot_a)
        with self.assertRefused("cannot become"):
            source._isolate()

    def test_who_isolates(self):
        self._put(50, self.lot_a)
        source = self._nonconformity(10, self.lot_a, user=self.reporter, isolate=False)
        with self.assertRefused("Tell one of them"):
            source._isolate()
        self.assertEqual(source.state, "draft")
        source.with_user(self.worker)._isolate()
        self.assertEqual(source.isolated_by_id, self.worker)
        self.assertEqual(source.hold_id.placed_by_id, self.worker)
