"""What dispositions are worth: loss, return, transformation; genealogy both ways."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .test_disposition import DispositionCommon


class ValueCommon(DispositionCommon):
    @classmethod
    def _valued(cls, name, method, lot_valuated=False, tracking="lot", cost=0.0):
        """A product of its own category with that cost method."""
        category = cls.env["product.category"].create(
            {"name": f"{name} {method}", "property_cost_method": method}
        )
        product = cls._product(name, tracking=tracking, categ_id=category.id)
        product.product_tmpl_id.lot_valuated = lot_valuated
        if cost:
            product.standard_price = cost
        return product

    def _value(self, *products):
        """Value of the stock of these products, as accounting sees it."""
        total = 0.0
        for product in products:
            product.invalidate_recordset()
            total += product.with_company(self.company).total_value
        return total


@tagged("post_install", "-at_install")
class TestDispositionValue(ValueCommon):
    def test_scrap_is_a_loss(self):
        for method in ("standard", "average", "fifo"):
            with self.subTest(method=method):
                product = self._valued("Mask", method, cost=10)
                lot = self._lots(f"M {method}", product=product)
                self._receive(10, lot, price=10)
                self.assertEqual(self._value(product), 100)
                disposition = self._executed(4, lot, "scrap")
                self.assertEqual(self._value(product), 60)
                self.assertEqual(sum(disposition.sudo().move_ids.mapped("value")), 40)

    def test_isolation_changes_no_value(self):
        product = self._valued("Mask", "fifo")
        lot = self._lots("M", product=product)
        self._receive(10, lot, price=10)
        source = self._nonconformity(10, lot)
        self.assertEqual(self._value(product), 100)
        self._carry_out(self._dispose(source, "rework", 10))
        self.assertEqual(self._value(product), 100)

    def test_return_takes_the_value_out(self):
        for method in ("standard", "average", "fifo"):
            with self.subTest(method=method):
                product = self._valued("Gown", method, cost=12)
                lot = self._lots(f"G {method}", product=product)
                receipt = self._receive(10, lot, price=12)
                self._executed(4, lot, "return_supplier")
                self.assertEqual(self._value(product), 72)
                self.assertEqual(receipt.purchase_id.order_line.qty_received, 6)

    def test_goods_of_an_owner_have_no_value_of_ours(self):
        product = self._valued("Implant", "average")
        lot = self._lots("I1", product=product)
        cheap = self._valued("Trial implant", "average")
        self.env["stock.quant"]._update_available_quantity(
            product, self.stock, 5, lot_id=lot, owner_id=self.supplier
        )
        source = self._nonconformity(5, lot)
        downgrade = self._dispose(source, "downgrade", 2, target_product_id=cheap.id)
        scrap = self._dispose(source, "scrap", 3)
        self._carry_out(downgrade | scrap)
        self.assertEqual(self._value(product, cheap), 0)
        owned = self.env["stock.quant"].search(
            [("product_id", "=", cheap.id), ("location_id", "=", self.stock.id)]
        )
        self.assertEqual(owned.owner_id, self.supplier)

    def test_total_value_survives_a_downgrade(self):
        """AVCO and FIFO: what is produced is worth what was consumed."""
        for source_method in ("standard", "average", "fifo"):
            for target_method in ("average", "fifo"):
                for by_lot in (False, True):
                    with self.subTest(f"{source_method} {target_method} {by_lot}"):
                        self._check_downgrade_value(
                            source_method, target_method, by_lot
                        )

    def _check_downgrade_value(self, source_method, target_method, by_lot):
        first = self._valued("Suture", source_method, by_lot, cost=15)
        second = self._valued("Suture, second choice", target_method, by_lot)
        name = f"{source_method}{target_method}{by_lot}"
        one, two = self._lots(f"{name}1", f"{name}2", product=first)
        self._receive(10, one, price=10)
        self._receive(10, two, price=20)
        before = self._value(first, second)
        source = self._nonconformity(15, one, two)
        self._carry_out(
            self._dispose(source, "downgrade", 15, target_product_id=second.id)
        )
        # core's value of a lot knows nothing of quants moved since it was read
        self.env.invalidate_all()
        self.assertAlmostEqual(self._value(first, second), before, 2)
        self.assertEqual(self._on_hand(self.stock, product=second), 15)

    def test_lots_keep_their_own_cost(self):
        first = self._valued("Stent", "average", lot_valuated=True)
        second = self._valued("Stent, training", "average", lot_valuated=True)
        one, two = self._lots("S1", "S2", product=first)
        self._receive(10, one, price=10)
        self._receive(10, two, price=40)
        source = self._nonconformity(20, one, two)
        self._carry_out(
            self._dispose(source, "downgrade", 20, target_product_id=second.id)
        )
        costs = {
            lot.name: lot.standard_price
            for lot in self.env["stock.lot"].search([("product_id", "=", second.id)])
        }
        self.assertEqual(costs, {"S1": 10, "S2": 40})

    def test_target_at_standard_cost_keeps_its_cost(self):
        """The difference stays in production, as with any production."""
        first = self._valued("Wire", "average")
        second = self._valued("Wire, second choice", "standard", cost=3)
        lot = self._lots("W", product=first)
        self._receive(10, lot, price=10)
        source = self._nonconformity(10, lot)
        downgrade = self._dispose(source, "downgrade", 10, target_product_id=second.id)
        self._carry_out(downgrade)
        self.assertEqual(self._value(first), 0)
        self.assertEqual(self._value(second), 30)
        self.assertEqual(second.standard_price, 3)
        moves = downgrade.sudo().move_ids
        produced = moves.filtered(lambda move: move.product_id == second)
        self.assertEqual(produced.value, 30)
        self.assertEqual((moves - produced).value, 100)


@tagged("post_install", "-at_install")
class TestDispositionTransform(ValueCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cheap = cls._product("Glove, second choice", tracking="lot")
        cls._put(30, cls.lot_a)
        cls.lot_a.write(
            {
                "ref": "MAKER-7",
                "production_date": fields.Date.today() - timedelta(days=300),
                "expiration_date": fields.Datetime.now() + timedelta(days=60),
            }
        )

    def _downgrade(self, quantity=30, **vals):
        vals.setdefault("target_product_id", self.cheap.id)
        source = self._nonconformity(quantity, self.lot_a)
        disposition = self._dispose(source, "downgrade", quantity, **vals)
        self._carry_out(disposition)
        return disposition

    def test_genealogy_both_ways(self):
        disposition = self._downgrade()
        lines = disposition.sudo().move_ids.move_line_ids
        consumed = lines.filtered(lambda line: line.product_id == self.product)
        produced = lines - consumed
        self.assertEqual(produced.consume_line_ids, consumed)
        self.assertEqual(consumed.produce_line_ids, produced)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT consume_line_id, produce_line_id FROM stock_move_line_consume_rel"
            " WHERE consume_line_id IN %s OR produce_line_id IN %s",
            (tuple(lines.ids), tuple(lines.ids)),
        )
        # core's columns are named the other way round
        self.assertEqual(self.env.cr.fetchall(), [(produced.id, consumed.id)])

    def test_delivered_goods_are_found_from_the_first_lot(self):
        source = self._nonconformity(30, self.lot_a)
        disposition = self._dispose(
            source, "process", 30, target_product_id=self.cheap.id
        )
        self._carry_out(disposition)
        source.with_user(self.officer)._close()
        new = self.env["stock.lot"].search([("product_id", "=", self.cheap.id)])
        delivery = self._transfer(5, product=self.cheap)
        delivery.move_ids.picked = True
        delivery._action_done()
        self.assertEqual(delivery.state, "done")
        found = (self.lot_a | new)._find_delivery_ids_by_lot()
        self.assertEqual(found[self.lot_a.id], [delivery.id])
        self.assertEqual(found[new.id], [delivery.id])

    def test_lot_keeps_name_dates_and_maker(self):
        self._downgrade()
        new = self.env["stock.lot"].search([("product_id", "=", self.cheap.id)])
        self.assertEqual(new.name, "A")
        for name in ("ref", "production_date", "expiration_date"):
            self.assertEqual(new[name], self.lot_a[name])

    def test_product_with_a_shelf_life_grows_no_younger(self):
        self.cheap.write({"use_expiration_date": True, "expiration_time": 900})
        self._downgrade()
        new = self.env["stock.lot"].search([("product_id", "=", self.cheap.id)])
        self.assertEqual(new.expiration_date, self.lot_a.expiration_date)

    def test_lot_that_is_there_already_is_taken(self):
        known = self._lots("A", product=self.cheap)
        self._downgrade()
        self.assertEqual(self._on_hand(self.stock, known, self.cheap), 30)

    def test_untracked_target(self):
        self._downgrade(target_product_id=self.loose.id, location_dest_id=self.shelf.id)
        self.assertEqual(self._on_hand(self.shelf, product=self.loose), 30)

    def test_untracked_source_gets_a_lot_of_the_decision(self):
        self._put(4, product=self.loose)
        source = self._nonconformity(4, product_id=self.loose.id)
        disposition = self._dispose(
            source, "downgrade", 4, target_product_id=self.cheap.id
        )
        self._carry_out(disposition)
        lot = self.env["stock.lot"].search([("product_id", "=", self.cheap.id)])
        self.assertEqual(lot.name, disposition.name)

    def test_target_in_another_unit(self):
        dozens = self._product(
            "Glove box", uom_id=self.env.ref("uom.product_uom_dozen").id
        )
        self._downgrade(24, target_product_id=dozens.id, location_dest_id=self.shelf.id)
        self.assertEqual(self._on_hand(self.shelf, product=dozens), 2)

    def test_same_product_only_moves(self):
        disposition = self._downgrade(target_product_id=self.product.id)
        self.assertDocument(
            disposition.sudo().move_ids, self.nonconforming, self.stock, 30
        )

    def test_packed_goods(self):
        package = self._package(6, self.lot_b)
        source = self._nonconformity(6, self.lot_b)
        self.assertEqual(package.location_id, self.nonconforming)
        self._carry_out(
            self._dispose(source, "downgrade", 6, target_product_id=self.cheap.id)
        )
        self.assertNoNegativeStock()
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_b), 0)

    def test_impossible_targets(self):
        source = self._nonconformity(30, self.lot_a)
        kilo = self._product(
            "Scrap rubber", uom_id=self.env.ref("uom.product_uom_kgm").id
        )
        serial = self._product("Serial glove", tracking="serial")
        service = self.env["product.product"].create(
            {"name": "Advice", "type": "service"}
        )
        for target, words in (
            (kilo, "cannot be converted"),
            (serial, "serial numbers"),
            (service, "no stock is kept"),
        ):
            for kind in ("downgrade", "process"):
                with self.assertRefused(words, "cannot become"):
                    self._dispose(source, kind, 30, target_product_id=target.id)
        self.assertFalse(source.disposition_ids)

    def test_processed_goods_become_another_product_once_inspected(self):
        source = self._nonconformity(30, self.lot_a)
        disposition = self._dispose(
            source, "process", 30, target_product_id=self.cheap.id
        )
        disposition.with_user(self.officer)._approve()
        disposition.with_user(self.worker)._execute()
        self.assertEqual(self._on_hand(self.inspection, self.lot_a), 30)
        self.assertEqual(self._on_hand(self.stock, product=self.cheap), 0)
        disposition.with_user(self.inspector)._verify(25)
        self.assertEqual(self._on_hand(self.stock, product=self.cheap), 25)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 5)
        self.assertEqual(self._on_hand(self.inspection, self.lot_a), 0)
        produced = disposition.sudo().move_ids.move_line_ids.filtered(
            lambda line: line.product_id == self.cheap
        )
        self.assertEqual(produced.consume_line_ids.lot_id, self.lot_a)

    def test_serial_becomes_serial(self):
        pump = self._product("Pump", tracking="serial")
        demo = self._product("Pump, demonstration", tracking="serial")
        serials = self._lots("X1", "X2", product=pump)
        for serial in serials:
            self._put(1, serial)
        source = self._nonconformity(2, *serials)
        self._carry_out(
            self._dispose(source, "downgrade", 2, target_product_id=demo.id)
        )
        made = self.env["stock.lot"].search([("product_id", "=", demo.id)])
        self.assertEqual(set(made.mapped("name")), {"X1", "X2"})
        self.assertEqual(self._on_hand(self.stock, product=demo), 2)
