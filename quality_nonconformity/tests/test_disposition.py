"""Every disposition posts its real document, of exactly the goods it speaks of."""

from odoo.fields import Command
from odoo.tests import Form, tagged

from .test_isolation import IsolationCommon


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


@tagged("post_install", "-at_install")
class TestDispositionRework(DispositionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(20, cls.lot_a)
        cls._put(10, cls.lot_b)

    def _rework(self, source, quantity, good, **vals):
        disposition = self._dispose(
            source, vals.pop("kind", "rework"), quantity, **vals
        )
        self._carry_out(disposition, good=good)
        return disposition

    def test_twice_until_good(self):
        source = self._nonconformity(20, self.lot_a)
        first = self._rework(source, 20, 12)
        self.assertEqual(source.state, "review")
        self.assertEqual(first.bad_quantity, 8)
        self.assertEqual(source.open_quantity, 8)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 8)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 12)
        second = self._rework(source, 8, 5, kind="repair")
        self.assertEqual(source.open_quantity, 3)
        scrap = self._dispose(source, "scrap", 3)
        self._carry_out(scrap)
        self.assertEqual(source.state, "verification")
        self.assertEqual(second.good_quantity, 5)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 17)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 0)
        source.with_user(self.officer)._close()

    def test_all_failed(self):
        source = self._nonconformity(20, self.lot_a)
        self._rework(source, 20, 0)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 20)
        self.assertEqual(self._on_hand(self.inspection, self.lot_a), 0)
        self.assertEqual(source.open_quantity, 20)

    def test_impossible_quantities(self):
        disposition = self._executed(20, self.lot_a, "rework")
        for good in (-1, 20.5, 21):
            with self.assertRefused("cannot have been found good"):
                disposition.with_user(self.inspector)._verify(good)
        self.assertEqual(disposition.state, "executed")
        scrap = self._executed(10, self.lot_b, "scrap")
        with self.assertRefused("cannot have been found good"):
            scrap.with_user(self.inspector)._verify(5)

    def test_which_lot_failed(self):
        """Of two lots, the one that failed goes back, not just any."""
        source = self._nonconformity(30, self.lot_a, self.lot_b)
        disposition = self._dispose(source, "rework", 30)
        disposition.with_user(self.officer)._approve()
        disposition.with_user(self.worker)._execute()
        with self.assertRefused("Name under", "A", "B"):
            disposition.with_user(self.inspector)._verify(24)
        disposition.with_user(self.inspector).bad_lot_ids = self.lot_b
        disposition.with_user(self.inspector)._verify(24)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_b), 6)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 0)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 20)
        self.assertEqual(self._on_hand(self.stock, self.lot_b), 4)
        self.assertEqual(disposition.bad_lot_ids, self.lot_b)

    def test_dialog_asks_which_lot_failed(self):
        source = self._nonconformity(30, self.lot_a, self.lot_b)
        disposition = self._dispose(source, "rework", 30)
        disposition.with_user(self.officer)._approve()
        disposition.with_user(self.worker)._execute()
        dialog = Form(
            self.env["quality.disposition.verify"]
            .with_user(self.inspector)
            .with_context(default_disposition_id=disposition.id)
        )
        self.assertTrue(dialog.has_lots)
        dialog.good_quantity = 20
        dialog.bad_lot_ids.add(self.lot_b)
        dialog.save().action_confirm()
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_b), 10)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 20)

    def test_reworked_goods_cannot_leave_unverified(self):
        disposition = self._executed(20, self.lot_a, "rework")
        self.assertEqual(self._on_hand(self.inspection, self.lot_a), 20)
        with self.assertRefused("On hold"):
            out = self._transfer(20, location_id=self.inspection.id)
            self.assertFalse(out.move_line_ids)
            out.move_ids.move_line_ids = [
                Command.create(
                    {
                        "product_id": self.product.id,
                        "lot_id": self.lot_a.id,
                        "quantity": 20,
                        "location_id": self.inspection.id,
                        "location_dest_id": self.customers.id,
                    }
                )
            ]
        disposition.with_user(self.inspector)._verify()

    def test_rest_is_decided_while_reworked_goods_wait(self):
        """Two dispositions, one fails: the other is verified during the new review."""
        source = self._nonconformity(20, self.lot_a)
        one = self._dispose(source, "rework", 12)
        two = self._dispose(source, "rework", 8)
        (one | two).with_user(self.officer)._approve()
        (one | two).with_user(self.worker)._execute()
        self.assertEqual(source.state, "verification")
        one.with_user(self.inspector)._verify(10)
        self.assertEqual(source.state, "review")
        two.with_user(self.inspector)._verify()
        self.assertEqual(source.state, "review")
        self._carry_out(self._dispose(source, "scrap", 2))
        self.assertEqual(source.state, "verification")
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 18)


@tagged("post_install", "-at_install")
class TestDispositionSerial(DispositionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pump = cls._product("Pump", tracking="serial")
        cls.serials = cls._lots("P1", "P2", "P3", "P4", product=cls.pump)
        for serial in cls.serials:
            cls._put(1, serial)
        cls.one, cls.two, cls.three, cls.four = cls.serials
        cls.source = cls._nonconformity(4, *cls.serials)

    def test_one_line_each(self):
        self.assertEqual(self.source.line_ids.lot_id, self.serials)
        self.assertEqual(set(self.source.line_ids.mapped("quantity")), {1})

    def test_numbers_and_quantity_agree(self):
        for quantity in (1, 3):
            source = self._nonconformity(quantity, self.one, self.two, isolate=False)
            with self.assertRefused("2 serial numbers are named"):
                source._isolate()

    def test_chosen_pieces(self):
        scrap = self._dispose(
            self.source, "scrap", 2, lot_ids=[Command.set((self.two | self.four).ids)]
        )
        rework = self._dispose(self.source, "rework", 2)
        self.assertEqual(rework.lot_ids, self.one | self.three)
        self._carry_out(scrap | rework)
        self.assertEqual(scrap.scrap_ids.lot_id, self.two | self.four)
        self.assertEqual(self._standing(self.stock, self.one), 1)
        self.assertEqual(self._standing(self.stock, self.three), 1)

    def test_part_of_a_piece_is_refused(self):
        with self.assertRefused("no number of pieces"):
            self._dispose(self.source, "scrap", 1.5)

    def test_pieces_and_quantity_agree(self):
        with self.assertRefused("1 serial numbers are chosen"):
            self._dispose(self.source, "scrap", 2, lot_ids=[Command.set(self.one.ids)])

    def test_each_piece_once(self):
        self._dispose(self.source, "scrap", 1, lot_ids=[Command.set(self.one.ids)])
        with self.assertRefused("P1 have another"):
            self._dispose(self.source, "rework", 1, lot_ids=[Command.set(self.one.ids)])
        with self.assertRefused("not among the lots"):
            other = self._lots("P9", product=self.pump)
            self._dispose(self.source, "rework", 1, lot_ids=[Command.set(other.ids)])
        self.assertEqual(len(self.source.disposition_ids), 1)

    def test_failed_piece_gets_another_disposition(self):
        rework = self._dispose(self.source, "rework", 4)
        rework.with_user(self.officer)._approve()
        rework.with_user(self.worker)._execute()
        with self.assertRefused("Name under"):
            rework.with_user(self.inspector)._verify(3)
        with self.assertRefused("Name under"):
            rework.with_user(self.inspector).bad_lot_ids = self.one | self.two
            rework.with_user(self.inspector)._verify(3)
        rework.with_user(self.inspector).bad_lot_ids = self.three
        rework.with_user(self.inspector)._verify(3)
        self.assertEqual(self._standing(self.nonconforming, self.three), 1)
        scrap = self._dispose(self.source, "scrap", 1)
        self._carry_out(scrap)
        self.assertEqual(scrap.scrap_ids.lot_id, self.three)
        self.assertEqual(self.source.state, "verification")

    def test_cancelled_disposition_frees_its_pieces(self):
        first = self._dispose(
            self.source, "scrap", 1, lot_ids=[Command.set(self.one.ids)]
        )
        first.with_user(self.officer)._approve()
        first.with_user(self.officer)._cancel("It can be repaired")
        again = self._dispose(
            self.source, "rework", 1, lot_ids=[Command.set(self.one.ids)]
        )
        again.with_user(self.officer)._approve()
        self.assertEqual(again.line_ids.lot_id, self.one)


@tagged("post_install", "-at_install")
class TestDispositionRights(DispositionCommon):
    """Wrong role, wrong moment, wrong door: refused, and nothing changed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(40, cls.lot_a)
        cls.auditor = cls._user("nc_auditor", "quality_base.group_quality_auditor")
        cls.source = cls._nonconformity(40, cls.lot_a)
        cls.scrap = cls._dispose(cls.source, "scrap", 40)

    def _as(self, user, record=None):
        return (record or self.scrap).with_user(user)

    def test_who_approves(self):
        for user in (
            self.reporter,
            self.worker,
            self.keeper,
            self.auditor,
            self.inspector,
        ):
            with self.assertRefused():
                self._as(user)._approve()
        self.assertEqual(self.scrap.state, "draft")
        self._as(self.officer)._approve()
        self.assertEqual(self.scrap.approved_by_id, self.officer)

    def test_nobody_approves_his_own(self):
        self.scrap.with_user(self.inspector).unlink()
        own = self._dispose(self.source, "scrap", 40, user=self.officer)
        with self.assertRefused("yourself"):
            own._approve()
        self.assertEqual(own.state, "draft")
        own.with_user(self.second)._approve()

    def test_who_executes(self):
        self._as(self.officer)._approve()
        for user in (self.reporter, self.auditor):
            with self.assertRefused():
                self._as(user)._execute()
        self.assertEqual(self.scrap.state, "approved")
        self._as(self.worker)._execute()

    def test_who_verifies(self):
        self._as(self.officer)._approve()
        self._as(self.inspector)._execute()
        for user in (self.reporter, self.worker, self.auditor, self.inspector):
            with self.assertRefused():
                self._as(user)._verify()
        self.assertEqual(self.scrap.state, "executed")
        self._as(self.officer)._verify()

    def test_order_of_steps(self):
        with self.assertRefused("cannot become"):
            self._as(self.worker)._execute()
        with self.assertRefused("cannot become"):
            self._as(self.inspector)._verify()
        self._as(self.officer)._approve()
        with self.assertRefused("cannot become"):
            self._as(self.second)._approve()
        with self.assertRefused("cannot become"):
            self._as(self.inspector)._verify()
        self._as(self.worker)._execute()
        with self.assertRefused("cannot become"):
            self._as(self.worker)._execute()
        with self.assertRefused("cannot become"):
            self._as(self.officer)._cancel("Too late")

    def test_not_decided_as_a_whole(self):
        self.scrap.with_user(self.inspector).quantity = 30
        self._as(self.officer)._approve()
        with self.assertRefused("not decided as a whole"):
            self._as(self.worker)._execute()
        with self.assertRefused("sum up to 30"):
            self.source.with_user(self.officer)._decide()

    def test_more_than_there_is(self):
        with self.assertRefused("sum up to"):
            self._dispose(self.source, "rework", 1)
        with self.assertRefused("sum up to"):
            self.scrap.with_user(self.inspector).quantity = 41
        with self.assertRefused("above zero"):
            self.scrap.with_user(self.inspector).quantity = 0

    def test_instruction_is_missing(self):
        self.scrap.with_user(self.inspector).unlink()
        rework = self._dispose(self.source, "rework", 40, instruction="<p> <br/></p>")
        with self.assertRefused("instruction"):
            rework.with_user(self.officer)._approve()

    def test_witness(self):
        self.scrap.with_user(self.inspector).witness_ids = self.worker
        self._as(self.officer)._approve()
        with self.assertRefused("witness other than you"):
            self._as(self.worker)._execute()

    def test_approved_is_fixed(self):
        self._as(self.officer)._approve()
        for vals in (
            {"kind": "use_as_is"},
            {"quantity": 39},
            {"lot_ids": [Command.set(self.lot_a.ids)]},
            {"location_dest_id": self.shelf.id},
            {"partner_id": self.customer.id},
            {"target_product_id": self.loose.id},
        ):
            for user in (self.inspector, self.officer, self.manager):
                with self.assertRefused("carried out as it is"):
                    self._as(user).write(vals)
        with self.assertRefused("evidence"):
            self._as(self.manager).unlink()

    def test_gated_fields(self):
        for vals in (
            {"state": "verified"},
            {"approved_by_id": self.officer.id},
            {"executed_by_id": self.worker.id},
            {"verifier_id": self.officer.id},
            {"bad_quantity": 3},
        ):
            with self.assertRefused("own steps only"):
                self._as(self.manager).write(vals)
        for vals in ({"state": "closed"}, {"hold_id": False}, {"date_isolated": False}):
            with self.assertRefused("own steps only"):
                self.source.with_user(self.manager).write(vals)

    def test_allocations_are_the_engines(self):
        self._as(self.officer)._approve()
        row = self.scrap.line_ids
        for user in (self.reporter, self.worker, self.inspector, self.manager):
            with self.assertRefused():
                row.with_user(user).quantity = 1
            with self.assertRefused():
                row.with_user(user).unlink()
            with self.assertRefused():
                row.with_user(user).create(
                    {
                        "disposition_id": self.scrap.id,
                        "line_id": self.source.line_ids.id,
                        "quantity": 1,
                    }
                )
        self.assertEqual(row.quantity, 40)

    def test_links_of_moves_are_the_engines(self):
        picking = self._transfer(1, product=self.loose, confirm=False)
        for name, value in (
            ("disposition_id", self.scrap.id),
            ("nonconformity_id", self.source.id),
        ):
            with self.assertRefused("Leave these links"):
                picking.move_ids.with_user(self.stock_manager).write({name: value})
            with self.assertRefused("Leave these links"):
                picking.move_ids.with_user(self.stock_manager).create(
                    {
                        "product_id": self.loose.id,
                        "product_uom_qty": 1,
                        "location_id": self.stock.id,
                        "location_dest_id": self.customers.id,
                        name: value,
                    }
                )
            with self.assertRefused("Leave these links"):
                self.source.move_ids.with_user(self.stock_manager).write({name: False})
        self.assertEqual(self.source.move_ids.nonconformity_id, self.source)

    def test_around_the_engine(self):
        """Goods of the zone are neither scrapped nor moved by hand, nor corrected."""
        with self.assertRefused():
            self.env["stock.scrap"].with_user(self.stock_manager).create(
                {
                    "product_id": self.product.id,
                    "lot_id": self.lot_a.id,
                    "location_id": self.nonconforming.id,
                    "scrap_qty": 40,
                    "disposition_id": self.scrap.id,
                }
            ).do_scrap()
        out = self._transfer(
            40,
            kind=self.warehouse.int_type_id,
            location_id=self.nonconforming.id,
            location_dest_id=self.stock.id,
        )
        self.assertFalse(out.move_line_ids)
        with self.assertRefused():
            out.move_ids.with_user(self.stock_manager).move_line_ids = [
                Command.create(
                    {
                        "product_id": self.product.id,
                        "lot_id": self.lot_a.id,
                        "quantity": 40,
                        "location_id": self.nonconforming.id,
                        "location_dest_id": self.stock.id,
                    }
                )
            ]
        isolated = self.source.move_ids.move_line_ids
        with self.assertRefused("cannot be changed"):
            isolated.with_user(self.stock_manager).quantity = 10
        self._as(self.officer)._approve()
        self._as(self.worker)._execute()
        with self.assertRefused():
            self.scrap.move_ids.move_line_ids.with_user(self.stock_manager).quantity = 1

    def test_who_cancels_the_report(self):
        for user in (self.reporter, self.worker, self.inspector, self.auditor):
            with self.assertRefused():
                self.source.with_user(user)._cancel("It conforms")
        with self.assertRefused("Say why"):
            self.source.with_user(self.officer)._cancel(" ")
        self.source.with_user(self.officer)._cancel("It conforms")
        self.assertEqual(self.scrap.state, "cancelled")
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 40)

    def test_what_was_dealt_with_is_not_judged_conforming(self):
        self.scrap.with_user(self.inspector).unlink()
        self._carry_out(self._dispose(self.source, "rework", 40), good=30)
        self.assertEqual(self.source.state, "review")
        with self.assertRefused("carried out", "Use as is"):
            self.source.with_user(self.officer)._cancel("The rest conforms")
        self.assertEqual(self.source.state, "review")

    def test_who_closes(self):
        self._carry_out(self.scrap)
        for user in (self.reporter, self.worker, self.inspector, self.auditor):
            with self.assertRefused():
                self.source.with_user(user)._close()
        self.source.with_user(self.officer)._close()
        with self.assertRefused("can no longer be changed"):
            self.source.with_user(self.manager).description = "Nothing"

    def test_who_takes_back(self):
        self._as(self.officer)._approve()
        for user in (self.reporter, self.worker, self.inspector, self.auditor):
            with self.assertRefused():
                self._as(user)._cancel("Another way")
        self._as(self.officer)._cancel("Another way")
        self.assertEqual(self.source.state, "review")
        self.assertEqual(self.source.open_quantity, 40)
