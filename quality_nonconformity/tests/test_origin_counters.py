"""How many nonconformities a record has: right, and in as many queries as ever."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestOriginCounters(NonconformityCommon):
    def _constant(self, records, limit, counts):
        """The counter of two and of all records: the same number of queries."""
        records = records.browse(records.ids)  # fetched together
        self.assertEqual(records.mapped("nonconformity_count"), counts)
        for subset in (records[:2], records):
            self.env.invalidate_all()
            subset.mapped("nonconformity_count")
            self.env.invalidate_all()
            with self.assertQueryCount(limit):
                subset.mapped("nonconformity_count")

    def _action_finds(self, record, found):
        action = record.action_view_nonconformities()
        self.assertEqual(
            self.env["quality.nonconformity"].search(action["domain"]), found
        )

    def test_lots(self):
        lots = self._lots(*(f"L{number}" for number in range(8)))
        for lot in lots[1:]:
            self._nonconformity(1, lot, isolate=False)
        both = self._nonconformity(2, lots[1], lots[2], isolate=False)
        self._constant(lots, 1, [0, 2, 2, 1, 1, 1, 1, 1])
        self._action_finds(lots[0], both.browse())

    def test_products_and_templates(self):
        products = self.env["product.product"]
        for number in range(7):
            products |= self._product(f"P{number}")
            for _times in range(number % 3):
                self._nonconformity(1, product_id=products[-1].id, isolate=False)
        self._constant(products, 1, [0, 1, 2, 0, 1, 2, 0])
        self._constant(products.product_tmpl_id, 3, [0, 1, 2, 0, 1, 2, 0])

    def test_template_counts_archived_variants(self):
        template = self.loose.product_tmpl_id
        source = self._nonconformity(1, product_id=self.loose.id, isolate=False)
        self.loose.active = False
        self.assertEqual(template.nonconformity_count, 1)
        self._action_finds(template, source)

    def test_partners_with_their_contacts(self):
        contacts = self.supplier.create(
            [{"name": f"C{n}", "parent_id": self.supplier.id} for n in range(5)]
        )
        both = self._nonconformity(
            1,
            self.lot_a,
            isolate=False,
            supplier_id=self.supplier.id,
            partner_id=contacts[0].id,
        )
        customers = self._nonconformity(
            1, self.lot_a, isolate=False, partner_id=self.customer.id
        )
        partners = self.supplier | self.customer | contacts
        self._constant(partners, 5, [1, 1, 1, 0, 0, 0, 0])
        self._action_finds(self.supplier, both)
        self._action_finds(self.customer, customers)

    def test_orders_and_transfers(self):
        receipt = self._receive(100, self.lot_a)
        source = self._nonconformity(
            40, self.lot_a, picking_id=receipt.id, purchase_id=receipt.purchase_id.id
        )
        others = self.env["stock.picking"]
        for _number in range(5):
            others |= self._receive(1, self.lot_b)
        isolation = source.move_ids.picking_id
        self.assertTrue(isolation)
        pickings = receipt | isolation | others
        self._constant(pickings, 3, [1, 1, 0, 0, 0, 0, 0])
        self._constant(pickings.purchase_id, 1, [1, 0, 0, 0, 0, 0])
        self._action_finds(isolation, source)
        self._action_finds(receipt.purchase_id, source)

    def test_holds(self):
        self._put(10, self.lot_a)
        source = self._nonconformity(4, self.lot_a)
        holds = source.hold_id
        for _number in range(5):
            holds |= self._hold(self.lot_b)
        self._constant(holds, 2, [1, 0, 0, 0, 0, 0])
        self._action_finds(source.hold_id, source)

    def test_counted_is_what_one_may_read(self):
        self._nonconformity(1, self.lot_a, isolate=False)
        secret = self._nonconformity(1, self.lot_a, isolate=False, confidential=True)
        own = self._nonconformity(1, self.lot_a, isolate=False, user=self.reporter)
        self.assertEqual(self.lot_a.with_user(self.worker).nonconformity_count, 2)
        self.assertEqual(self.lot_a.with_user(self.reporter).nonconformity_count, 1)
        self.assertEqual(self.lot_a.with_user(self.inspector).nonconformity_count, 3)
        self.assertTrue(secret and own)


@tagged("post_install", "-at_install")
class TestOriginHold(NonconformityCommon):
    """A hold whose goods turn out nonconforming stays their hold, and ends with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(10, cls.lot_a)
        cls._put(10, cls.lot_b)

    def _from_hold(self, hold, *lots):
        vals = self.env["quality.nonconformity"]._prepare_vals_from(hold)
        vals["lot_ids"] = [Command.set([lot.id for lot in lots])]
        return self.env["quality.nonconformity"].create(
            vals | {"product_id": lots[0].product_id.id, "quantity": 10 * len(lots)}
        )

    def test_hold_is_kept_and_released_with_it(self):
        hold = self._hold(self.lot_a, reason="Seal torn")
        source = self._from_hold(hold, self.lot_a)
        self.assertEqual(source.description, "Seal torn")
        source.with_user(self.inspector)._isolate()
        self.assertEqual(source.hold_id, hold)
        self.assertEqual(self.lot_a.hold_ids, hold)
        source.with_user(self.officer)._cancel("Only the label was torn")
        self.assertEqual(hold.state, "released")

    def test_wider_hold_stands_on(self):
        """A hold on more goods is not released with some of them."""
        hold = self._hold(self.lot_a, self.lot_b)
        source = self._from_hold(hold, self.lot_a)
        source.with_user(self.inspector)._isolate()
        self.assertNotEqual(source.hold_id, hold)
        source.with_user(self.officer)._cancel("Fine")
        self.assertEqual(hold.state, "placed")
        self.assertTrue(self.lot_a.on_hold)

    def test_regulator_s_hold_stands_on(self):
        hold = self._hold(self.lot_a, kind="regulator")
        source = self._from_hold(hold, self.lot_a)
        source.with_user(self.inspector)._isolate()
        self.assertNotEqual(source.hold_id, hold)
        with self.assertRefused("On hold"):
            source.with_user(self.officer)._cancel("Fine")
        self.assertEqual(hold.state, "placed")

    def test_one_hold_serves_one_nonconformity(self):
        hold = self._hold(self.lot_a)
        first, second = (self._from_hold(hold, self.lot_a) for _number in range(2))
        first.quantity = second.quantity = 5
        (first | second).with_user(self.inspector)._isolate()
        self.assertEqual(first.hold_id, hold)
        self.assertNotEqual(second.hold_id, hold)
        self.assertEqual(hold.nonconformity_count, 2)


@tagged("post_install", "-at_install")
class TestReceiptToCome(NonconformityCommon):
    """Reported before the receipt is validated: isolated as soon as it is in stock."""

    def _incoming(self, quantity=10, name="NEW-1", product=None):
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": (product or self.product).id,
                            "product_qty": quantity,
                        }
                    )
                ],
            }
        )
        order.button_confirm()
        receipt = order.picking_ids
        if not product:
            receipt.move_line_ids.lot_name = name
            receipt.move_line_ids.quantity = quantity
        receipt.move_ids.picked = True
        return receipt

    def _found(self, receipt, quantity=4):
        vals = (
            self.env["quality.nonconformity"]
            .with_user(self.worker)
            ._prepare_vals_from(receipt)
        )
        return (
            self.env["quality.nonconformity"]
            .with_user(self.worker)
            .create(vals | {"quantity": quantity, "description": "Wet"})
        )

    def test_lot_that_does_not_exist_yet(self):
        receipt = self._incoming()
        source = self._found(receipt)
        self.assertEqual(source.lot_names, "NEW-1")
        with self.assertRefused("not validated yet"):
            source._isolate()
        self.assertEqual(source.state, "draft")
        receipt.with_user(self.worker).button_validate()
        lot = receipt.move_line_ids.lot_id
        self.assertEqual(source.lot_ids, lot)
        self.assertEqual(source.state, "isolated")
        self.assertEqual(self._on_hand(self.nonconforming, lot), 4)
        self.assertEqual(self._on_hand(self.stock, lot), 6)
        self.assertTrue(lot.on_hold)

    def test_good_stock_is_left_alone(self):
        self._put(50)
        receipt = self._incoming(product=self.loose)
        source = self._found(receipt)
        with self.assertRefused("not validated yet"):
            source._isolate()
        self.assertEqual(self._on_hand(product=self.loose), 50)
        receipt.with_user(self.worker).button_validate()
        self.assertEqual(source.state, "isolated")
        self.assertEqual(self._on_hand(self.nonconforming, product=self.loose), 4)

    def test_unclear_goods_become_a_task(self):
        receipt = self._incoming()
        source = self._found(receipt)
        source.lot_names = "other"
        receipt.with_user(self.worker).button_validate()
        self.assertEqual(source.state, "draft")
        self.assertEqual(source.activity_ids.user_id, self.worker)

    def test_cancelled_receipt_awaits_nothing(self):
        receipt = self._incoming()
        source = self._found(receipt)
        self.assertIn("receipt", source.guidance)
        receipt.action_cancel()
        self.assertNotIn("receipt", source.guidance)
