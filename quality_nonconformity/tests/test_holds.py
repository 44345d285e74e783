"""The hold itself: what it finds, tells, restores, and who may do what."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import QUALITY, HoldCommon


@tagged("post_install", "-at_install")
class TestHoldSituation(HoldCommon):
    def _find(self, hold, situation):
        return hold.sudo().line_ids.filtered(lambda line: line.situation == situation)

    def _ship(self, quantity, **vals):
        picking = self._transfer(quantity, **vals)
        picking.move_ids.picked = True
        picking.button_validate()
        return picking

    def test_what_a_hold_finds(self):
        self._put(20, self.lot_a)
        self._put(2, self.lot_a, location=self.quarantine)
        transit = self.env["stock.location"].create(
            {"name": "Road", "usage": "transit"}
        )
        self._put(3, self.lot_a, location=transit)
        shipped = self._ship(4)
        reserved = self._transfer(6, user_id=self.worker.id)
        hold = self._hold(self.lot_a)
        on_hand = {
            line.location_id: line.quantity for line in self._find(hold, "on_hand")
        }
        self.assertEqual(on_hand, {self.stock: 16, self.quarantine: 2})
        self.assertEqual(self._find(hold, "in_transit").quantity, 3)
        self.assertRecordValues(
            self._find(hold, "delivered"),
            [
                {
                    "quantity": 4,
                    "picking_id": shipped.id,
                    "partner_id": self.customer.id,
                    "lot_id": self.lot_a.id,
                }
            ],
        )
        self.assertRecordValues(
            self._find(hold, "reserved"),
            [{"quantity": 6, "picking_id": reserved.id, "user_id": self.worker.id}],
        )
        self.assertIn(hold, reserved.hold_ids)
        self.assertTrue(reserved.on_hold)
        self.assertFalse(shipped.on_hold)

    def test_returned_goods_are_not_delivered(self):
        self._put(20, self.lot_a)
        shipped = self._ship(4)
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=shipped.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 3
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_ids.picked = True
        back.button_validate()
        hold = self._hold(self.lot_a)
        self.assertEqual(self._find(hold, "delivered").quantity, 1)

    def test_dropped_shipped_and_left(self):
        self._put(20, self.lot_a)
        drop = self._transfer(
            3,
            kind=self.warehouse.in_type_id,
            location_id=self.suppliers.id,
            location_dest_id=self.customers.id,
        )
        drop.move_line_ids.lot_id = self.lot_a
        drop.move_ids.picked = True
        drop.button_validate()
        self.env["stock.scrap"].create(
            {
                "product_id": self.product.id,
                "lot_id": self.lot_a.id,
                "scrap_qty": 2,
                "location_id": self.stock.id,
            }
        ).do_scrap()
        hold = self._hold(self.lot_a)
        self.assertEqual(self._find(hold, "dropship").quantity, 3)
        self.assertEqual(self._find(hold, "left").quantity, 2)

    def test_preview_is_what_placing_finds_and_writes_nothing(self):
        self._put(20, self.lot_a)
        self._ship(4)
        self._transfer(6)
        hold = self._hold(self.lot_a, place=False)
        before = self._ledger()
        preview = hold._preview_lines()
        self.assertEqual(self._ledger(), before)
        self.assertFalse(hold.line_ids)
        hold._place()
        names = ("situation", "product_id", "lot_id", "quantity", "picking_id")
        listed = [
            tuple(
                line[name].id if name.endswith("_id") else line[name] for name in names
            )
            for line in hold.sudo().line_ids
        ]
        found = [tuple(vals[name] or False for name in names) for vals in preview]
        self.assertCountEqual(found, listed)

    def test_owner_is_told_and_the_transfer_says_so(self):
        self._put(20, self.lot_a)
        picking = self._transfer(6, user_id=self.worker.id)
        hold = self._hold(self.lot_a)
        notice = self.env["mail.message"].search(
            [
                ("model", "=", "quality.hold"),
                ("res_id", "=", hold.id),
                ("partner_ids", "in", self.worker.partner_id.ids),
            ]
        )
        self.assertIn(picking.name, notice.body)
        self.assertIn(hold.name, picking.message_ids[0].body)

    def test_rereserve_takes_good_lots(self):
        self._put(10, self.lot_a)
        pickings = self._transfer(4) | self._transfer(5)
        hold = self._hold(self.lot_a)
        self.assertEqual(pickings.mapped("state"), ["confirmed"] * 2)
        self._put(7, self.lot_b)
        hold.action_rereserve()
        self.assertEqual(pickings.move_line_ids.lot_id, self.lot_b)
        self.assertEqual(sum(pickings.move_ids.mapped("quantity")), 7)

    def test_cron_finishes_what_was_left(self):
        self._put(10, self.lot_a)
        picking = self._transfer(4)
        hold = self._hold(self.lot_a, place=False)
        hold._set_state("placed", placed_by_id=self.inspector.id)
        self.env["quality.hold.gate"]._bump(hold.scope_product_ids)
        self.assertTrue(picking.move_line_ids)
        cron = self.env.ref("quality_nonconformity.ir_cron_strip_holds")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertFalse(picking.move_line_ids)
        self.assertTrue(hold.is_stripped)
        self.assertEqual(len(self._find(hold, "reserved")), 1)

    def test_strip_in_batches(self):
        self._put(10, self.lot_a)
        pickings = self.env["stock.picking"].union(
            *(self._transfer(2) for _ in range(4))
        )
        hold = self._hold(self.lot_a, place=False)
        hold._set_state("placed", placed_by_id=self.inspector.id)
        self.env["quality.hold.gate"]._bump(hold.scope_product_ids)
        self.assertEqual(hold._strip(limit=3), hold)
        self.assertEqual(len(pickings.move_line_ids), 1)
        self.assertFalse(hold._strip(limit=3))
        self.assertEqual(len(self._find(hold, "reserved")), 4)


@tagged("post_install", "-at_install")
class TestHoldAvailability(HoldCommon):
    def _figures(self, product=None):
        product = (product or self.product).with_context(warehouse_id=self.warehouse.id)
        product.invalidate_recordset()
        return product.qty_available, product.free_qty, product.virtual_available

    def test_held_lot_is_not_free(self):
        self._put(10, self.lot_a)
        self._put(4, self.lot_b)
        self.assertEqual(self._figures(), (14, 14, 14))
        hold = self._hold(self.lot_a)
        self.assertEqual(self._figures(), (14, 4, 4))
        hold.with_user(self.officer)._release("Cleared")
        self.assertEqual(self._figures(), (14, 14, 14))

    def test_held_lot_in_a_zone_counts_once(self):
        self._put(10, self.lot_a, location=self.quarantine)
        self._hold(self.lot_a)
        self.assertEqual(self._figures(), (10, 0, 0))

    def test_reserved_order_of_stripped_goods_is_short(self):
        self._put(10, self.lot_a)
        self._transfer(6)
        self.assertEqual(self._figures(), (10, 4, 4))
        self._hold(self.lot_a)
        self.assertEqual(self._figures(), (10, 0, -6))

    def test_quant_shows_nothing_available(self):
        self._put(10, self.lot_a)
        quant = self.lot_a.quant_ids
        self.assertEqual(quant.available_quantity, 10)
        self._hold(self.lot_a)
        quant.invalidate_recordset()
        self.assertEqual((quant.quantity, quant.available_quantity), (10, 0))

    def test_past_stock_is_left_alone(self):
        self._put(10, self.lot_a)
        self._hold(self.lot_a)
        product = self.product.with_context(to_date="2020-01-01 00:00:00")
        self.assertEqual(product.qty_available, product.free_qty)

    def test_on_hold_is_found_by_search(self):
        self._put(10, self.lot_a)
        hold = self._hold(self.lot_a)
        Lot, Product = self.env["stock.lot"], self.env["product.product"]
        lots = self.lot_a | self.lot_b
        mine = [("id", "in", lots.ids)]
        self.assertEqual(Lot.search([*mine, ("on_hold", "=", True)]), self.lot_a)
        self.assertEqual(Lot.search([*mine, ("on_hold", "!=", True)]), self.lot_b)
        self.assertEqual(lots.mapped("on_hold"), [True, False])
        self.assertEqual(self.lot_a.hold_ids, hold)
        self.assertFalse(self.product.on_hold, "only one of its lots is held")
        self.assertEqual(self.product.hold_ids, hold)
        whole = self._hold(product_ids=self.product)
        self.assertTrue(self.product.on_hold)
        self.assertEqual(lots.mapped("on_hold"), [True, True])
        self.assertIn(self.product, Product.search([("on_hold", "=", True)]))
        whole.with_user(self.officer)._release("Cleared")
        self.assertFalse(self.product.on_hold)
        self.assertEqual(lots.mapped("on_hold"), [True, False])

    def test_search_and_counters_cost_no_more_with_more_records(self):
        lots = self._lots(*(f"L{n}" for n in range(40)))
        self._hold(*lots[:20])
        # each asks once for itself and once for the holds, however many lots
        for some in (lots[:2], lots):
            self.env.invalidate_all()
            self.env.flush_all()
            with self.assertQueryCount(6):
                some.mapped("on_hold")

    def test_transfers_are_found_by_search(self):
        self._put(10, self.lot_a)
        touched, other = self._transfer(4), self._transfer(2, product=self.loose)
        hold = self._hold(self.lot_a)
        Picking = self.env["stock.picking"]
        mine = [("id", "in", (touched | other).ids)]
        self.assertEqual(Picking.search([*mine, ("on_hold", "=", True)]), touched)
        self.assertEqual(Picking.search([*mine, ("hold_ids", "in", hold.ids)]), touched)
        self.assertEqual(Picking.search([*mine, ("on_hold", "=", False)]), other)
        hold.with_user(self.officer)._release("Cleared")
        touched.invalidate_recordset()
        self.assertFalse(touched.on_hold)


@tagged("post_install", "-at_install")
class TestHoldQuantity(HoldCommon):
    """A quantity of a product without lots."""

    def test_moves_to_quarantine_and_back(self):
        self._put(10, location=self.shelf)
        hold = self._hold(product_ids=self.loose, quantity=4)
        self.assertTrue(hold.quantity_moved)
        self.assertEqual(self._on_hand(self.quarantine, product=self.loose), 4)
        self.assertEqual(self._on_hand(product=self.loose), 6)
        moves = hold.sudo().move_ids
        self.assertEqual(moves.picking_id.state, "done")
        self.assertEqual(
            moves.picking_id.picking_type_id, self.warehouse.quarantine_in_type_id
        )
        self.assertEqual(self._transfer(10, product=self.loose).move_ids.quantity, 6)
        hold.with_user(self.officer)._release("Cleared")
        self.assertEqual(self._on_hand(self.quarantine, product=self.loose), 0)
        self.assertEqual(self._on_hand(self.shelf, product=self.loose), 10)

    def test_free_stock_goes_first(self):
        self._put(5)
        reserved = self._transfer(5, product=self.loose)
        self._put(5, location=self.shelf)
        self._hold(product_ids=self.loose, quantity=5)
        self.assertEqual(reserved.move_ids.quantity, 5, "left alone")
        self.assertEqual(self._on_hand(self.shelf, product=self.loose), 0)

    def test_reserved_stock_follows(self):
        self._put(5)
        reserved = self._transfer(5, product=self.loose)
        self._hold(product_ids=self.loose, quantity=3)
        self.assertEqual(self._on_hand(self.quarantine, product=self.loose), 3)
        self.assertEqual(reserved.move_ids.quantity, 2)

    def test_more_than_on_hand_is_held_where_it_is(self):
        self._put(5)
        reserved = self._transfer(4, product=self.loose)
        hold = self._hold(product_ids=self.loose, quantity=8)
        self.assertFalse(hold.quantity_moved)
        self.assertFalse(reserved.move_line_ids)
        self._put(6)
        reserved.action_assign()
        self.assertEqual(reserved.move_ids.quantity, 3, "11 on hand, 8 held")
        product = self.loose.with_context(warehouse_id=self.warehouse.id)
        self.assertEqual(product.free_qty, 0)
        reserved.move_ids.picked = True
        reserved.move_ids.quantity = 4
        with self.assertRefused("On hold", "8"):
            reserved.with_user(self.worker).button_validate()
        reserved.move_ids.quantity = 3
        reserved.with_user(self.worker)._action_done()
        self.assertEqual(self._on_hand(product=self.loose), 8)

    def test_held_quantity_may_be_moved_about(self):
        self._put(5)
        self._hold(product_ids=self.loose, quantity=8)
        picking = self._transfer(
            5,
            product=self.loose,
            kind=self.warehouse.int_type_id,
            location_dest_id=self.shelf.id,
        )
        picking.move_ids.quantity = 5
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(self._on_hand(self.shelf, product=self.loose), 5)

    def test_whole_untracked_product(self):
        self._put(5)
        reserved = self._transfer(4, product=self.loose)
        self._hold(product_ids=self.loose)
        self.assertFalse(reserved.move_line_ids)
        reserved.move_ids.picked = True
        with self.assertRefused("On hold"):
            reserved.move_ids.with_user(self.worker).quantity = 4
            reserved.with_user(self.worker).button_validate()

    def test_quantity_needs_one_untracked_product(self):
        for vals in (
            {"product_ids": self.product},
            {"product_ids": self.loose | self._product("Other")},
        ):
            with self.assertRaisesRegex(ValidationError, "exactly one product"):
                self._hold(quantity=3, place=False, **vals)
        with self.assertRaises(ValidationError):
            self._hold(product_ids=self.loose, quantity=-3, place=False)


@tagged("post_install", "-at_install")
class TestHoldSteps(HoldCommon):
    """States, selectors, rights, evidence."""

    def test_selectors_fill_the_lots(self):
        maker = self.env["res.partner"].create({"name": "Plant Suzhou"})
        other = self.env["res.partner"].create({"name": "Plant Wuxi"})
        early, middle, late = self._lots("E", "M", "L")
        early.write({"manufacturer_id": maker.id, "production_date": "2026-01-10"})
        middle.write({"manufacturer_id": maker.id, "production_date": "2026-02-10"})
        late.write({"manufacturer_id": other.id, "production_date": "2026-03-10"})
        hold = self._hold(manufacturer_id=maker.id, place=False)
        self.assertEqual(hold.lot_ids, early | middle)
        hold.production_from = "2026-02-01"
        self.assertEqual(hold.lot_ids, middle)
        hold.write({"manufacturer_id": False, "production_to": "2026-03-31"})
        self.assertEqual(hold.lot_ids, middle | late)
        hold._place()
        self.assertEqual(hold.scope_product_ids, self.product)
        self.assertFalse(hold.whole_product_ids)

    def test_selector_without_lots_holds_no_whole_product_by_accident(self):
        maker = self.env["res.partner"].create({"name": "Nobody"})
        hold = self._hold(
            manufacturer_id=maker.id, product_ids=self.product, place=False
        )
        with self.assertRaisesRegex(UserError, "no lot matches"):
            hold._place()
        self.assertEqual(hold.state, "draft")

    def test_empty_hold_is_not_placed(self):
        with self.assertRaisesRegex(UserError, "holds nothing yet"):
            self._hold()

    def test_lots_narrow_their_product(self):
        self._put(5, self.lot_b)
        self._hold(self.lot_a, product_ids=self.product)
        self.assertEqual(self._transfer(2).move_line_ids.lot_id, self.lot_b)

    def test_scope_is_fixed_while_it_stands(self):
        hold = self._hold(self.lot_a)
        for vals in (
            {"lot_ids": [Command.clear()]},
            {"product_ids": [Command.set(self.loose.ids)]},
            {"location_ids": [Command.set(self.shelf.ids)]},
            {"quantity": 1},
            {"company_id": 99},
        ):
            with self.assertRaisesRegex(UserError, "no longer be changed"):
                hold.write(vals)
        for vals in (
            {"state": "released"},
            {"is_stripped": False},
            {"placed_by_id": 1},
        ):
            with self.assertRaises(UserError):
                hold.write(vals)
        with self.assertRaises(UserError):
            hold.unlink()
        self.assertTrue(self.lot_a.on_hold)

    def test_scope_cannot_be_taken_from_the_other_side(self):
        """A lot, or a product, cannot leave its hold by a write on itself."""
        hold = self._hold(self.lot_a)
        for records, vals in (
            (self.lot_a, {"hold_ids": [Command.unlink(hold.id)]}),
            (self.product, {"hold_ids": [Command.unlink(hold.id)]}),
            (self.product, {"whole_hold_ids": [Command.clear()]}),
        ):
            with self.assertRaises(UserError):
                records.with_user(self.stock_manager).write(vals)
        self.assertTrue(self.lot_a.on_hold)

    def test_held_lot_cannot_be_deleted(self):
        self._hold(self.lot_a)
        with self.assertRaises(UserError):
            self.lot_a.with_user(self.stock_manager).unlink()

    def test_who_may_what(self):
        draft = self._hold(self.lot_a, place=False)
        for user in (self.worker, self.stock_manager, self.keeper):
            with self.assertRaises(AccessError):
                draft.with_user(user)._place()
        draft._place()
        for user in (self.worker, self.inspector):
            with self.assertRaises(AccessError):
                draft.with_user(user)._release("I want to ship")
        clerk = self._user("hold_reader", "base.group_user")
        self.assertEqual(draft.with_user(clerk).reason, "Broken seal")
        self.assertEqual(draft.with_user(clerk).lot_ids.name, "A")
        auditor = self._user("hold_auditor", QUALITY + "auditor")
        self.assertTrue(draft.with_user(auditor).line_ids is not None)
        with self.assertRaises(AccessError):
            draft.with_user(auditor).user_id = auditor
        draft.with_user(self.officer)._release("Cleared")
        self.assertFalse(
            self.env["quality.hold"].with_user(clerk).search([("id", "=", draft.id)])
        )

    def test_release_needs_a_reason_and_is_signed(self):
        hold = self._hold(self.lot_a).with_user(self.officer)
        with self.assertRaisesRegex(UserError, "why the goods may go"):
            hold._release("  ")
        hold._release("Laboratory result 17 is good")
        self.assertEqual(hold.released_by_id, self.officer)
        self.assertTrue(hold.date_released)
        signature = hold.signature_ids
        self.assertEqual(signature.meaning, "released")
        self.assertEqual(signature.user_id, self.officer)
        self.assertFalse(hold.signed_content_differs)
        with self.assertRaises(UserError):
            hold._release("Again")

    def test_four_eyes(self):
        self.env["ir.config_parameter"].set_param(
            "quality_nonconformity.hold_four_eyes", "True"
        )
        hold = self._hold(self.lot_a, place=False).with_user(self.officer)
        hold._place()
        self.assertFalse(hold.can_release)
        with self.assertRaisesRegex(UserError, "four-eyes"):
            hold._release("Cleared")
        other = self._user("hold_officer_2", QUALITY + "officer")
        self.assertTrue(hold.with_user(other).can_release)
        hold.with_user(other)._release("Cleared")

    def test_release_tells_warehouse_and_owners(self):
        self._put(10, self.lot_a)
        self._transfer(4, user_id=self.worker.id)
        hold = self._hold(self.lot_a)
        hold.with_user(self.officer)._release("Laboratory is good")
        message = hold.sudo().message_ids.filtered(lambda m: "is released" in m.body)
        self.assertIn(self.worker.partner_id, message.partner_ids)
        self.assertIn(self.stock_manager.partner_id, message.partner_ids)
        self.assertIn("Laboratory is good", message.body)
        deadline = hold.sudo().deadline_ids.filtered(
            lambda d: d.step == "release_notice"
        )
        self.assertEqual(deadline.state, "met", "both notices within 24 hours")

    def test_each_user_sees_the_holds_of_his_companies(self):
        """One program asks as several users: nobody gets another's answer."""
        company = self.env["res.company"].create({"name": "Sister"})
        abroad = new_test_user(
            self.env,
            "hold_abroad",
            groups="base.group_user,stock.group_stock_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.lot_a.company_id = False
        self._hold(product_ids=self.product)
        template = self.product.product_tmpl_id
        for record in (self.lot_a, self.product, template):
            with self.subTest(record):
                self.assertTrue(record.with_user(self.worker).on_hold)
                self.assertFalse(record.with_user(abroad).on_hold)
                self.assertTrue(record.with_user(self.worker).hold_banner)
                self.assertFalse(record.with_user(abroad).hold_banner)

    def test_companies(self):
        company = self.env["res.company"].create({"name": "Sister"})
        hold = self._hold(self.lot_a)
        self.inspector.company_ids |= company
        abroad = self.env["quality.hold"].with_user(self.inspector)
        abroad = abroad.with_context(allowed_company_ids=company.ids)
        self.assertFalse(abroad.search([("id", "=", hold.id)]))
        self.assertFalse(
            self.lot_a.with_context(allowed_company_ids=company.ids).on_hold
        )

    def test_hold_placed_within_an_operation_counts_at_once(self):
        self._put(10, self.lot_a)
        picking = self._transfer(4, confirm=False)
        picking.action_confirm()
        picking.do_unreserve()
        moves = picking.move_ids._with_hold_scope()
        self._hold(self.lot_a)
        moves._action_assign()
        self.assertFalse(picking.move_line_ids)

    def test_gates_follow_products_and_holds(self):
        gates = self.env["quality.hold.gate"].search(
            [("product_id", "in", (self.product | self.loose).ids)]
        )
        self.assertEqual(gates.mapped("held_count"), [0, 0], "born with the product")
        gate = gates.filtered(lambda gate: gate.product_id == self.product)
        first, second = self._hold(self.lot_a), self._hold(product_ids=self.product)
        gate.invalidate_recordset()
        self.assertEqual((gate.held_count, gate.seq), (2, 2))
        for hold in (first, second):
            hold.with_user(self.officer)._release("Cleared")
        gate.invalidate_recordset()
        self.assertEqual((gate.held_count, gate.seq), (0, 4))

    def test_a_lost_gate_is_made_again(self):
        self._put(10, self.lot_a)
        self.env.cr.execute("DELETE FROM quality_hold_gate")
        self.assertTrue(self._transfer(2).move_line_ids)
        self._hold(self.lot_a)
        self.assertFalse(self._transfer(2).move_line_ids)

    def test_history_keeps_every_step(self):
        hold = self._hold(self.lot_a)
        hold.with_user(self.officer)._release("Cleared")
        events = hold.sudo().history_ids.sorted("id").mapped("event")
        self.assertEqual(events[0], "create")
        self.assertEqual(events.count("state"), 2)
        self.assertIn("sign", events)
        self.assertEqual(hold.sudo()._verify_history(), [])
