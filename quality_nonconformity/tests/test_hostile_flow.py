"""Flows taken the wrong way round: what must hold whatever people and data do."""

from odoo.tests import tagged

from .isolation_common import IsolationCommon
from .mrb_common import MrbCommon


class HostileCommon(IsolationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(100, cls.lot_a)
        cls._put(100, product=cls.loose)

    def _decided(self, source, kind, quantity, **vals):
        """A disposition, approved."""
        disposition = self._dispose(source, kind, quantity, **vals)
        disposition.with_user(self.officer)._approve()
        return disposition

    def _executed(self, *args, **vals):
        disposition = self._decided(*args, **vals)
        disposition.with_user(self.worker)._execute()
        return disposition


@tagged("post_install", "-at_install")
class TestBackAndForth(HostileCommon):
    """NC-58 to NC-60: whatever was taken back can be brought to its end again."""

    def test_taken_back_when_all_is_carried_out(self):
        source = self._nonconformity(10, self.lot_a)
        scrap = self._executed(source, "scrap", 10)
        source.with_user(self.inspector)._send_back("Was it all of it?")
        scrap.with_user(self.inspector)._verify()
        self.assertEqual(source.state, "review")
        source.with_user(self.officer)._decide()
        self.assertEqual(source.state, "verification")
        source.with_user(self.officer)._close()
        self.assertEqual(source.state, "closed")

    def test_reopened_and_closed_again(self):
        source = self._nonconformity(10, self.lot_a)
        self._carry_out(self._dispose(source, "use_as_is", 10))
        source.with_user(self.officer)._close()
        source.with_user(self.officer)._send_back("Asked by the customer")
        source.with_user(self.officer)._decide()
        source.with_user(self.officer)._close()
        self.assertEqual(source.state, "closed")

    def test_lots_stand_still_while_it_is_taken_up_again(self):
        """NC-18: what is not completely handled stops the next step of the goods."""
        source = self._nonconformity(100, self.lot_a)
        self._carry_out(self._dispose(source, "rework", 100))
        source.with_user(self.officer)._close()
        delivery = self._transfer(10)
        self.assertEqual(delivery.move_ids.quantity, 10)
        source.with_user(self.officer)._send_back("Asked by the customer")
        self.assertEqual(source.hold_id.state, "placed")
        self.assertEqual(delivery.move_ids.quantity, 0)
        source.with_user(self.officer)._decide()
        source.with_user(self.officer)._close()
        delivery.action_assign()
        self.assertEqual(delivery.move_ids.quantity, 10)
        delivery.move_ids.picked = True
        delivery.with_user(self.worker).button_validate()
        self.assertEqual(delivery.state, "done")

    def test_the_rest_is_decided_anew(self):
        source = self._nonconformity(10, self.lot_a)
        scrap = self._dispose(source, "scrap", 4)
        rest = self._dispose(source, "use_as_is", 6)
        (scrap | rest).with_user(self.officer)._approve()
        scrap.with_user(self.worker)._execute()
        rest.with_user(self.officer)._cancel("Another way")
        self.assertEqual(source.state, "review")
        other = self._decided(source, "rework", 6)
        self.assertEqual(source.state, "executing")
        scrap.with_user(self.inspector)._verify()
        other.with_user(self.worker)._execute()
        self.assertEqual(source.state, "verification")
        other.with_user(self.inspector)._verify(0)
        self.assertEqual((source.state, source.open_quantity), ("review", 6))

    def test_approving_is_no_way_around_what_must_come_first(self):
        """NC-19, NC-43: also the last approval decides only what may be decided."""
        source = self._nonconformity(10, self.lot_a, is_suspect=True)
        rework = self._decided(source, "rework", 10)
        self.assertEqual((rework.state, source.state), ("approved", "review"))
        with self.assertRefused("not decided"):
            rework.with_user(self.keeper)._execute()
        source.with_user(self.inspector)._judge_suspect(False, "Torn indeed")
        source.with_user(self.officer)._decide()
        self.assertEqual(source.state, "decided")
        rework.with_user(self.keeper)._execute()
        self.assertEqual(self._on_hand(self.inspection, self.lot_a), 10)

    def test_executed_twice(self):
        source = self._nonconformity(10, self.lot_a)
        scrap = self._executed(source, "scrap", 10)
        for step in (scrap._execute, scrap._approve):
            with self.assertRefused(scrap.name):
                step()
        with self.assertRefused():
            scrap.with_user(self.officer)._cancel("Too late")
        with self.assertRefused("carried out"):
            source.with_user(self.officer)._cancel("It conforms")
        self.assertEqual((scrap.state, source.state), ("executed", "verification"))

    def test_hold_of_an_open_report_stays(self):
        """NC-18: goods are let go by dealing with them, not around it."""
        source = self._nonconformity(10, self.lot_a, detection_point="in_process")
        self.assertEqual(self._on_hand(self.quarantine, self.lot_a), 10)
        with self.assertRefused(source.name):
            source.hold_id.with_user(self.officer)._release("They look good")
        self.assertEqual(source.hold_id.state, "placed")
        source.with_user(self.officer)._cancel("They are good")
        self.assertEqual(source.sudo().hold_id.state, "released")

    def test_inspected_once_more_after_rework(self):
        """A cancelled inspection of reworked goods is followed by one that verifies."""
        source = self._nonconformity(10, product_id=self.loose.id)
        rework = self._executed(source, "rework", 10)
        old = rework.inspection_ids
        old.with_user(self.inspector)._cancel("Wrong sheet")
        renewed = rework.inspection_ids - old
        self.assertEqual((renewed.state, renewed.quantity), ("draft", 10))
        inspection = renewed.with_user(self.inspector)
        inspection.action_all_conform()
        inspection._inspect()
        self.assertEqual((renewed.state, rework.state), ("done", "verified"))
        self.assertEqual(self._on_hand(self.inspection, product=self.loose), 0)
        source.with_user(self.officer)._close()

    def test_verified_without_the_inspection_renewed(self):
        source = self._nonconformity(10, self.lot_a)
        rework = self._executed(source, "rework", 10)
        rework.inspection_ids.with_user(self.inspector)._cancel("Wrong sheet")
        rework.with_user(self.inspector)._verify(7)
        self.assertEqual(
            sorted(rework.inspection_ids.mapped("state")), ["cancelled", "done"]
        )
        self.assertEqual(source.open_quantity, 3)


@tagged("post_install", "-at_install")
class TestGoodsMeanwhile(HostileCommon):
    """NC-08, NC-54: stock moved on while people decided."""

    def _release_from_zone(self, quantity):
        release = (
            self.env["quality.zone.exit"]
            .with_user(self.officer)
            .create(
                {
                    "product_id": self.loose.id,
                    "quantity": quantity,
                    "location_id": self.nonconforming.id,
                    "reason": "Asked for",
                }
            )
        )
        release._approve()
        picking = release.sudo().move_ids.picking_id
        picking.move_ids.picked = True
        self.nonconforming.sudo().keeper_ids = self.keeper | self.worker
        picking.with_user(self.keeper).button_validate()
        return picking

    def test_a_part_was_released_before_it_was_found_good(self):
        source = self._nonconformity(10, product_id=self.loose.id)
        self.assertEqual(self._release_from_zone(4).state, "done")
        source.with_user(self.officer)._cancel("They conform")
        self.assertEqual(source.state, "cancelled")
        self.assertEqual(self._on_hand(self.nonconforming, product=self.loose), 0)
        self.assertEqual(self._on_hand(product=self.loose), 100)

    def test_missing_goods_are_not_disposed_of(self):
        source = self._nonconformity(10, product_id=self.loose.id)
        scrap = self._decided(source, "scrap", 10)
        self._release_from_zone(4)
        with self.assertRefused("4", "missing"):
            scrap.with_user(self.worker)._execute()
        self.assertEqual((scrap.state, source.state), ("approved", "decided"))
        scrap.with_user(self.officer)._cancel("Four have left")
        self._carry_out(
            self._dispose(source, "scrap", 6) | self._dispose(source, "correct", 4)
        )
        source.with_user(self.officer)._close()

    def test_reserved_goods_of_the_zone_are_scrapped(self):
        """A release that waits finds nothing left; no reservation hangs in the air."""
        source = self._nonconformity(10, product_id=self.loose.id)
        scrap = self._decided(source, "scrap", 10)
        self.env["quality.zone.exit"].with_user(self.officer).create(
            {
                "product_id": self.loose.id,
                "quantity": 4,
                "location_id": self.nonconforming.id,
                "reason": "Asked for",
            }
        )._approve()
        scrap.with_user(self.worker)._execute()
        self.assertNoNegativeStock(self.loose)
        self.assertReservationsBalance(self.loose)

    def test_place_chosen_is_gone(self):
        for change in ({"active": False}, {"quality_zone": "quarantine"}):
            with self.subTest(change):
                shelf = self.env["stock.location"].create(
                    {"name": "Old", "location_id": self.stock.id}
                )
                source = self._nonconformity(5, self.lot_a)
                use = self._decided(source, "use_as_is", 5, location_dest_id=shelf.id)
                shelf.write(change)
                with self.assertRefused("Old"):
                    use.with_user(self.worker)._execute()
                self.assertEqual(use.state, "approved")

    def test_replacement_never_came(self):
        self._receive(10, self.lot_b)
        source = self._nonconformity(10, self.lot_b, supplier_id=self.supplier.id)
        exchange = self._executed(source, "exchange", 10)
        awaited = exchange.sudo().picking_ids.filtered(lambda p: p.state != "done")
        awaited.action_cancel()
        with self.assertRefused("10", "Result"):
            exchange.with_user(self.inspector)._verify()
        self.assertEqual(exchange.state, "executed")
        exchange.with_user(self.inspector).result_note = "Credited instead"
        exchange.with_user(self.inspector)._verify()
        source.with_user(self.officer)._close()

    def test_goods_left_in_the_zone_are_named(self):
        source = self._nonconformity(10, self.lot_a)
        self._carry_out(self._dispose(source, "correct", 10))
        source.with_user(self.officer)._close()
        self.assertIn("10 Units still stand in", source.message_ids[:1].body)
        gone = self._nonconformity(5, self.lot_a)
        self._carry_out(self._dispose(gone, "scrap", 5))
        gone.with_user(self.officer)._close()
        self.assertNotIn("still stand", "".join(gone.message_ids.mapped("body")))

    def test_less_than_is_counted(self):
        kilo, gram = (self.env.ref(f"uom.product_uom_{x}") for x in ("kgm", "gram"))
        powder = self._product("Powder", uom_id=kilo.id)
        self._put(5, product=powder)
        source = self._nonconformity(
            1, product_id=powder.id, uom_id=gram.id, isolate=False
        )
        with self.assertRefused("Powder"):
            source._isolate()
        self.assertEqual(source.state, "draft")
        source.quantity = 500
        source._isolate()
        self.assertEqual(self._on_hand(self.nonconforming, product=powder), 0.5)

    def _rest(self, source, **vals):
        return (
            self.env["quality.disposition"]
            .with_user(self.inspector)
            .create({"nonconformity_id": source.id, "kind": "use_as_is", **vals})
        )

    def test_rest_of_a_dozen(self):
        """7 of 12 are no number of dozens: the default says so in pieces."""
        dozen = self.env.ref("uom.product_uom_dozen")
        piece = self.env.ref("uom.product_uom_unit")
        source = self._nonconformity(1, self.lot_a, uom_id=dozen.id)
        self._dispose(source, "scrap", 5, uom_id=piece.id)
        rest = self._rest(source)
        self.assertEqual((rest.quantity, rest.uom_id), (7, piece))
        self.assertTrue(source._is_covered())
        rest.unlink()
        half = self._rest(source, quantity=0.5)
        self.assertEqual((half.uom_id, half.product_quantity), (dozen, 6))
        source.disposition_ids.unlink()
        whole = self._rest(source)
        self.assertEqual((whole.quantity, whole.uom_id), (1, dozen))

    def test_nothing_is_decided_of_no_product(self):
        source = self._nonconformity(3, isolate=False)
        with self.assertRefused("no product"):
            self._dispose(source, "scrap", 3)

    def test_sent_back_by_the_supplier_and_returned_again(self):
        receipt = self._receive(10, self.lot_b)
        order_line = receipt.move_ids.purchase_line_id
        first = self._nonconformity(10, self.lot_b, supplier_id=self.supplier.id)
        back = self._dispose(first, "return_supplier", 6)
        self._carry_out(back | self._dispose(first, "rework", 4))
        first.with_user(self.officer)._close()
        self.assertEqual(order_line.qty_received, 4)
        left = back.sudo().picking_ids
        wizard = (
            self.env["stock.return.picking"]
            .with_context(
                active_id=left.id, active_ids=left.ids, active_model="stock.picking"
            )
            .create({})
        )
        wizard.product_return_moves.quantity = 6
        again = wizard._create_return()
        again.move_ids.move_line_ids.lot_id = self.lot_b
        again.move_ids.picked = True
        again.button_validate()
        self.assertEqual(order_line.qty_received, 10)
        second = self._nonconformity(10, self.lot_b, supplier_id=self.supplier.id)
        self._carry_out(self._dispose(second, "return_supplier", 10))
        self.assertEqual(order_line.qty_received, 0)
        self.assertEqual(self._on_hand(lot=self.lot_b), 0)


@tagged("post_install", "-at_install")
class TestBoardGuidance(MrbCommon):
    """NC-49: the form says which board decides, and never “decide” in its stead."""

    def _severe(self):
        source = self._nonconformity(10, self.lot_a, severity_id=self.critical.id)
        self._dispose(source, "scrap", 10)
        return source.with_user(self.inspector)

    def test_which_board(self):
        self.critical.mrb_level = "company"
        self._board(self.chair, self.engineer, level="basic")
        source = self._severe()
        self.assertTrue(source.board_awaited)
        self.assertIn("No review board", source.guidance)
        self._board(self.chair, self.engineer, level="company", name="Great board")
        source.invalidate_recordset()
        self.assertIn("Great board", source.guidance)
        self.assertIn("Call the MRB", source.guidance)
        case = source._call_mrb()
        source.invalidate_recordset()
        self.assertIn(case.name, source.guidance)

    def test_no_board_demanded(self):
        self.critical.mrb_level = False
        source = self._severe()
        self.assertFalse(source.board_awaited)
        self.assertIn("decide", source.guidance)


@tagged("post_install", "-at_install")
class TestPrintCards(HostileCommon):
    """NC-07, NC-11: cards and labels are printed from the nonconformity itself."""

    def test_print_menu(self):
        source = self._nonconformity(10, self.lot_a)
        menu = self.env["ir.actions.actions"].get_bindings(source._name)["report"]
        names = {action["name"] for action in menu}
        self.assertLessEqual({"Quarantine Cards", "Labels of the Goods"}, names)

    def test_cards_and_labels(self):
        source = self._nonconformity(10, self.lot_a)
        for user in (self.inspector, self.officer):
            for name in ("cards", "labels"):
                action = (
                    self.env.ref(
                        f"quality_nonconformity.action_print_nonconformity_{name}"
                    )
                    .with_user(user)
                    .with_context(active_model=source._name, active_ids=source.ids)
                    .run()
                )
                self.assertEqual(action["type"], "ir.actions.report")
                self.assertEqual(action["context"]["active_ids"], source.card_ids.ids)

    def test_nothing_isolated_yet(self):
        source = self._nonconformity(10, self.lot_a, isolate=False)
        with self.assertRefused("Isolate"):
            source.action_print_cards()
