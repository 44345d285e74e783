"""Every disposition posts its real document, of exactly the goods it speaks of."""

from odoo.fields import Command
from odoo.tests import tagged

from .isolation_common import IsolationCommon


class DispositionCommon(IsolationCommon):
    @classmethod
    def _decided(cls, quantity, lot, kind, part=None, **vals):
        """A disposition of ``quantity`` of the lot, decided, ready to be executed."""
        source = cls._nonconformity(part or quantity, lot, supplier_id=cls.supplier.id)
        disposition = cls._dispose(source, kind, quantity, **vals)
        disposition.with_user(cls.officer)._approve()
        return disposition

    @classmethod
    def _executed(cls, *args, **vals):
        disposition = cls._decided(*args, **vals)
        disposition.with_user(cls.worker)._execute()
        return disposition

    def assertDocument(self, moves, source, target, quantity):
        """The done moves bring ``quantity`` from there to there, with their decision."""
        self.assertTrue(moves)
        self.assertEqual(set(moves.mapped("state")), {"done"})
        self.assertEqual(moves.location_id, source)
        self.assertEqual(moves.location_dest_id, target)
        self.assertEqual(sum(moves.mapped("quantity")), quantity)
        self.assertTrue(all(moves.mapped("nonconformity_id")))


@tagged("post_install", "-at_install")
class TestDisposition(DispositionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receipt = cls._receive(40, cls.lot_a)
        cls.order_line = cls.receipt.purchase_id.order_line

    def test_named_in_the_language_of_the_reader(self):
        self._put(5, self.lot_a)
        scrap = self._dispose(self._nonconformity(5, self.lot_a), "scrap", 5)
        self.assertIn("Scrap", scrap.display_name)
        self.env["res.lang"]._activate_lang("zh_CN")
        kind = self.env.ref(
            "quality_nonconformity.selection__quality_disposition__kind__scrap"
        )
        kind.with_context(lang="zh_CN").name = "报废"
        chinese = scrap.with_context(lang="zh_CN")
        self.assertIn("报废", chinese.display_name)
        self.assertIn("Scrap", scrap.with_context(lang="en_US").display_name)

    def test_use_as_is(self):
        disposition = self._executed(40, self.lot_a, "use_as_is")
        self.assertDocument(disposition.move_ids, self.nonconforming, self.stock, 40)
        self.assertEqual(
            disposition.picking_ids.picking_type_id,
            self.warehouse.quarantine_out_type_id,
        )

    def test_to_a_place_of_choice(self):
        disposition = self._executed(
            40, self.lot_a, "use_as_is", location_dest_id=self.shelf.id
        )
        self.assertDocument(disposition.move_ids, self.nonconforming, self.shelf, 40)

    def test_place_of_choice_is_in_stock(self):
        source = self._nonconformity(40, self.lot_a)
        for place in (
            self.customers,
            self.quarantine,
            self.suppliers,
            self.warehouse.view_location_id,
        ):
            with self.assertRefused("no place in stock"):
                self._dispose(source, "use_as_is", 40, location_dest_id=place.id)
        self.assertFalse(source.disposition_ids)

    def test_scrap(self):
        disposition = self._executed(40, self.lot_a, "scrap")
        scrap = disposition.scrap_ids
        self.assertEqual(scrap.state, "done")
        self.assertEqual(scrap.scrap_qty, 40)
        self.assertEqual(scrap.move_ids.location_dest_id.usage, "inventory")
        self.assertDocument(
            disposition.move_ids, self.nonconforming, scrap.scrap_location_id, 40
        )

    def test_scrap_of_several_places_keeps_each_quantity(self):
        self._put(7, self.lot_b)
        source = self._nonconformity(47, self.lot_a, self.lot_b)
        scrap = self._dispose(source, "scrap", 47)
        self._carry_out(scrap)
        scrap.invalidate_recordset()
        self.assertEqual(
            {s.lot_id: s.scrap_qty for s in scrap.sudo().scrap_ids},
            {self.lot_a: 40, self.lot_b: 7},
        )

    def test_destroy(self):
        disposition = self._decided(40, self.lot_a, "destroy", destruction_method=" ")
        with self.assertRefused("method"):
            disposition.with_user(self.worker)._execute()

    def test_return_lowers_what_the_order_received(self):
        disposition = self._executed(10, self.lot_a, "return_supplier", part=10)
        move = disposition.move_ids
        self.assertDocument(move, self.nonconforming, self.suppliers, 10)
        self.assertEqual(move.origin_returned_move_id, self.receipt.move_ids)
        self.assertEqual(move.picking_id.return_id, self.receipt)
        self.assertEqual(move.picking_id.partner_id, self.supplier)
        self.assertEqual(self.order_line.qty_received, 30)

    def test_return_of_goods_of_several_receipts(self):
        """No order gets back more than it brought; the latest goes first."""
        second = self._receive(15, self.lot_a)
        self._executed(25, self.lot_a, "return_supplier")
        self.assertEqual(second.purchase_id.order_line.qty_received, 0)
        self.assertEqual(self.order_line.qty_received, 30)
        self._executed(12, self.lot_a, "return_supplier")
        self.assertEqual(self.order_line.qty_received, 18)

    def test_return_of_the_receipt_named(self):
        self._receive(15, self.lot_a)
        source = self._nonconformity(
            10,
            self.lot_a,
            picking_id=self.receipt.id,
            supplier_id=self.supplier.id,
        )
        self._carry_out(self._dispose(source, "return_supplier", 10))
        self.assertEqual(self.order_line.qty_received, 30)

    def test_return_to_another_supplier_touches_no_order(self):
        other = self.env["res.partner"].create({"name": "Repair Works"})
        disposition = self._executed(
            10, self.lot_a, "return_supplier", partner_id=other.id
        )
        self.assertFalse(disposition.move_ids.purchase_line_id)
        self.assertEqual(disposition.move_ids.location_dest_id, self.suppliers)
        self.assertEqual(self.order_line.qty_received, 40)

    def test_return_of_more_than_was_received(self):
        self._put(5, self.lot_a)
        disposition = self._executed(45, self.lot_a, "return_supplier")
        self.assertEqual(self.order_line.qty_received, 0)
        self.assertEqual(sorted(disposition.move_ids.mapped("quantity")), [5, 40])

    def test_refuse(self):
        disposition = self._executed(40, self.lot_a, "refuse")
        self.assertDocument(
            disposition.move_ids, self.nonconforming, self.suppliers, 40
        )
        self.assertEqual(self.order_line.qty_received, 0)

    def test_supplier_is_named(self):
        source = self._nonconformity(40, self.lot_a)
        for kind in ("return_supplier", "exchange", "replenish", "refuse"):
            disposition = self._dispose(source, kind, 40)
            disposition.partner_id = False
            disposition.with_user(self.officer)._approve()
            with self.assertRefused("name the supplier"):
                disposition.with_user(self.worker)._execute()
            disposition.with_user(self.officer)._cancel("Otherwise")

    def test_exchange_awaits_the_replacement(self):
        disposition = self._executed(10, self.lot_a, "exchange")
        self.assertEqual(self.order_line.qty_received, 30)
        awaited = disposition.sudo().picking_ids.filtered(
            lambda picking: picking.state != "done"
        )
        self.assertEqual(awaited.state, "assigned")
        self.assertEqual(awaited.picking_type_id, self.warehouse.in_type_id)
        self.assertEqual(awaited.move_ids.product_uom_qty, 10)
        with self.assertRefused("awaits goods", awaited.name):
            disposition.with_user(self.inspector)._verify()

        awaited.move_ids.move_line_ids.unlink()
        awaited.move_ids.move_line_ids = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "lot_id": self.lot_b.id,
                    "quantity": 6,
                    "picking_id": awaited.id,
                    "location_id": awaited.location_id.id,
                    "location_dest_id": awaited.location_dest_id.id,
                }
            )
        ]
        awaited.move_ids.picked = True
        awaited.with_user(self.worker)._action_done()
        self.assertEqual(self.order_line.qty_received, 36)
        rest = awaited.backorder_ids
        self.assertEqual(rest.move_ids.product_uom_qty, 4)
        with self.assertRefused("awaits goods", rest.name):
            disposition.with_user(self.inspector)._verify()
        rest.action_cancel()
        disposition.with_user(self.inspector).result_note = "Four are credited"
        disposition.with_user(self.inspector)._verify()
        self.assertEqual(disposition.state, "verified")

    def test_exchange_of_two_receipts(self):
        second = self._receive(15, self.lot_a)
        disposition = self._executed(20, self.lot_a, "exchange")
        awaited = disposition.move_ids.filtered(
            lambda move: move.location_id == self.suppliers
        )
        lines = second.purchase_id.order_line | self.order_line
        self.assertEqual(
            {move.purchase_line_id: move.product_uom_qty for move in awaited},
            dict(zip(lines, (15, 5), strict=True)),
        )

    def test_replenish_takes_the_open_receipt(self):
        """35 of 40 came: the rest of the order is what is awaited, not still more."""
        lot = self._lots("SHORT")
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_qty": 40})
                ],
            }
        )
        order.button_confirm()
        picking = order.picking_ids
        picking.move_ids.move_line_ids.lot_id = lot
        picking.move_ids.move_line_ids.quantity = 35
        picking.move_ids.picked = True
        picking._action_done()
        source = self._nonconformity(
            5, lot, isolate=False, picking_id=picking.id, supplier_id=self.supplier.id
        )
        source._isolate()
        disposition = self._dispose(source, "replenish", 5)
        disposition.with_user(self.officer)._approve()
        disposition.with_user(self.worker)._execute()
        self.assertEqual(len(order.picking_ids), 2)
        self.assertEqual(disposition.picking_ids, order.picking_ids - picking)
        with self.assertRefused("awaits goods"):
            disposition.with_user(self.inspector)._verify()

    def test_replenish_makes_a_receipt_where_none_is_open(self):
        source = self._nonconformity(
            5, self.lot_a, picking_id=self.receipt.id, supplier_id=self.supplier.id
        )
        disposition = self._dispose(source, "replenish", 5)
        disposition.with_user(self.officer)._approve()
        disposition.with_user(self.worker)._execute()
        self.assertEqual(disposition.move_ids.purchase_line_id, self.order_line)
        self.assertEqual(disposition.move_ids.product_uom_qty, 5)
        self.assertFalse(disposition.line_ids)

    def test_words_move_nothing(self):
        source = self._nonconformity(40, self.lot_a)
        words = self._dispose(source, "correct", 40, result_note=False)
        words.with_user(self.officer)._approve()
        with self.assertRefused("Result"):
            words.with_user(self.worker)._execute()
        words.with_user(self.inspector).result_note = "Relabelled at the ward"
        words.with_user(self.worker)._execute()
        self.assertFalse(words.move_ids)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 40)

    def test_goods_without_stock_are_decided_on_paper(self):
        tape = self.env["product.product"].create(
            {"name": "Tape", "type": "consu", "is_storable": False}
        )
        source = self._nonconformity(3, product_id=tape.id)
        scrap = self._dispose(source, "scrap", 3)
        self._carry_out(scrap)
        self.assertFalse(scrap.move_ids)
        self.assertEqual(source.state, "verification")

    def test_several_receipt_steps_end_in_stock(self):
        self.warehouse.reception_steps = "three_steps"
        lot = self._lots("STEPS")
        receipt = self._receive(10, lot)
        self.assertEqual(self._on_hand(self.warehouse.wh_input_stock_loc_id, lot), 10)
        source = self._nonconformity(4, lot, picking_id=receipt.id)
        disposition = self._dispose(source, "use_as_is", 4)
        self._carry_out(disposition)
        self.assertEqual(self._standing(self.stock, lot), 4)
        self.assertEqual(disposition.move_ids.move_dest_ids, self.env["stock.move"])

    def test_no_rule_takes_the_goods_further(self):
        """A push rule on stock is for what is put there, not for what was decided."""
        route = self.env["stock.route"].create(
            {
                "name": "Always on the shelf",
                "product_selectable": True,
                "rule_ids": [
                    Command.create(
                        {
                            "name": "Shelf",
                            "action": "push",
                            "location_src_id": self.stock.id,
                            "location_dest_id": self.shelf.id,
                            "picking_type_id": self.warehouse.int_type_id.id,
                        }
                    )
                ],
            }
        )
        self.product.route_ids = route
        disposition = self._executed(40, self.lot_a, "use_as_is")
        self.assertFalse(disposition.move_ids.move_dest_ids)
