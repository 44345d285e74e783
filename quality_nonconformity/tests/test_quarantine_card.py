from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import HoldCommon

PIXEL = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJ"
    b"RU5ErkJggg=="
)


class CardCommon(HoldCommon):
    def _move_in(self, quantity, lot=None, target=None):
        """The keeper moves goods into the quarantine zone."""
        kind = self.warehouse.quarantine_in_type_id
        picking = self._transfer(
            quantity,
            kind=kind,
            location_dest_id=(target or self.quarantine).id,
            confirm=False,
        )
        picking.action_confirm()
        picking.move_ids.quantity = 0
        picking.move_ids.move_line_ids.unlink()
        self.env["stock.move.line"].create(
            {
                "move_id": picking.move_ids.id,
                "picking_id": picking.id,
                "product_id": self.product.id,
                "lot_id": (lot or self.lot_a).id,
                "location_id": self.stock.id,
                "location_dest_id": (target or self.quarantine).id,
                "quantity": quantity,
                "picked": True,
            }
        )
        picking.with_user(self.keeper)._action_done()
        self.assertEqual(picking.state, "done")
        return picking

    def _cards(self, *states):
        domain = [("product_id", "=", self.product.id)]
        if states:
            domain.append(("state", "in", states))
        return self.env["quality.quarantine.card"].search(domain, order="id")

    def _move_out(self, quantity, lot=None):
        """An officer's decision, and the keeper's transfer out."""
        release = (
            self.env["quality.zone.exit"]
            .with_user(self.officer)
            .create(
                {
                    "product_id": self.product.id,
                    "lot_id": (lot or self.lot_a).id,
                    "quantity": quantity,
                    "location_id": self.quarantine.id,
                    "reason": "Inspected",
                }
            )
        )
        release._approve()
        picking = release.sudo().move_ids.picking_id.with_user(self.keeper).sudo(False)
        picking.move_ids.picked = True
        picking._action_done()
        return picking


@tagged("post_install", "-at_install")
class TestQuarantineCard(CardCommon):
    """NC-08, NC-10 to NC-13: every entry has its card, from entry to hand-out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(20, cls.lot_a)

    def test_entry_makes_a_card(self):
        picking = self._move_in(6)
        card = self._cards()
        self.assertRecordValues(
            card,
            [
                {
                    "state": "draft",
                    "product_id": self.product.id,
                    "lot_id": self.lot_a.id,
                    "quantity": 6,
                    "remaining_quantity": 6,
                    "location_id": self.quarantine.id,
                    "quality_zone": "quarantine",
                    "warehouse_id": self.warehouse.id,
                    "picking_id": picking.id,
                    "entered_by_id": self.keeper.id,
                    "user_id": self.keeper.id,
                    "age_days": 0,
                }
            ],
        )
        self.assertTrue(card.name.startswith("QCARD/"))

    def test_card_knows_the_hold(self):
        hold = self._hold(self.lot_a, reason="Seal torn")
        self._move_in(6)
        card = self._cards()
        self.assertEqual(card.hold_id, hold.with_env(self.env))
        self.assertEqual(card.reason, "Seal torn")
        self.assertEqual(hold.card_count, 1)
        self.assertEqual(hold.action_view_cards()["res_id"], card.id)
        self.assertEqual(self.lot_a.quarantine_card_count, 1)

    def test_hold_of_another_lot_is_not_on_the_card(self):
        self._hold(self.lot_b)
        self._move_in(2)
        self.assertFalse(self._cards().hold_id)
        self.assertEqual(self._cards().reason, "State unknown")

    def test_moves_within_a_zone_and_elsewhere_make_none(self):
        self._move_in(6)
        shelf = self.env["stock.location"].create(
            {"name": "Cage", "location_id": self.quarantine.id}
        )
        self.assertEqual(shelf._quarantine_key(("quarantine",))[1], "quarantine")
        inside = self._transfer(
            2, kind=self.warehouse.int_type_id, location_dest_id=self.shelf.id
        )
        inside.move_ids.picked = True
        inside._action_done()
        self.assertEqual(len(self._cards()), 1)

    def test_entry_below_the_zone_counts(self):
        cage = self.env["stock.location"].create(
            {"name": "Cage", "location_id": self.quarantine.id}
        )
        before = self.quarantine.quarantine_card_count
        self._move_in(2, target=cage)
        self.env.invalidate_all()
        self.assertEqual(self._cards().quality_zone, "quarantine")
        self.assertEqual(cage.quarantine_card_count, 1)
        self.assertEqual(self.quarantine.quarantine_card_count, before + 1)
        action = self.quarantine.action_view_quarantine_cards()
        found = self.env["quality.quarantine.card"].search(action["domain"])
        self.assertIn(self._cards(), found)

    def test_confirmed_by_an_inspector_who_did_not_enter_it(self):
        self._move_in(6)
        card = self._cards()
        with self.assertRaises(UserError):
            card.with_user(self.keeper)._confirm()
        card.sudo().entered_by_id = self.inspector
        self.assertFalse(card.with_user(self.inspector).can_confirm)
        with self.assertRaisesRegex(UserError, "not by the person who entered"):
            card.with_user(self.inspector)._confirm()
        self.assertEqual(card.state, "draft")
        card.with_user(self.officer)._confirm()
        self.assertEqual((card.state, card.inspector_id), ("isolated", self.officer))
        self.assertTrue(card.date_confirmed)

    def _executed(self, quantity=6):
        self._move_in(quantity)
        card = self._cards().with_user(self.inspector)
        card._confirm()
        card.write({"disposition": "rework", "rework_instruction": "<p>Seal again</p>"})
        card._measure()
        card.write({"planned_start": "2026-03-02", "planned_end": "2026-03-06"})
        card._start()
        card.write({"done_quantity": quantity, "result": "good", "shift": "B"})
        card._inspect()
        return card

    def test_whole_life(self):
        card = self._executed()
        self.assertEqual(card.state, "inspected")
        self.assertEqual(card.result_confirmed_by_id, self.inspector)
        self.assertTrue(card.date_done)
        with self.assertRaisesRegex(UserError, "are still in"):
            card._close()
        self._move_out(6)
        self.assertEqual(card.remaining_quantity, 0)
        with self.assertRaisesRegex(UserError, "has not signed"):
            card._close()
        card.handout_ids.with_user(self.keeper)._sign_receiver("Zhang Wei", PIXEL)
        card._close()
        self.assertEqual(card.state, "closed")
        with self.assertRaises(UserError):
            card.write({"reason": "changed"})

    def test_deadlines(self):
        """2 working days for the measure, 5 more for its execution [NC-14, NC-15]."""
        card = self._executed()
        steps = {deadline.step: deadline for deadline in card.deadline_ids}
        self.assertEqual(set(steps), {"measure", "execute"})
        for name in steps:
            self.assertTrue(steps[name].done, name)
        policies = self.env["quality.deadline.policy"].search(
            [("model", "=", card._name), ("preset", "=", False)]
        )
        terms = {policy.step: (policy.amount, policy.unit) for policy in policies}
        self.assertEqual(
            terms, {"measure": (2, "working_days"), "execute": (5, "working_days")}
        )

    def test_steps_need_their_fields(self):
        self._move_in(6)
        card = self._cards().with_user(self.inspector)
        with self.assertRaises(UserError):
            card._measure()
        card._confirm()
        with self.assertRaisesRegex(UserError, "Disposition"):
            card._measure()
        card.disposition = "rework"
        with self.assertRaisesRegex(UserError, "Rework Instruction"):
            card._measure()
        card.rework_instruction = "<p>Seal again</p>"
        card._measure()
        with self.assertRaisesRegex(UserError, "Planned"):
            card._start()
        card.write({"planned_start": "2026-03-02", "planned_end": "2026-03-06"})
        card._start()
        with self.assertRaisesRegex(UserError, "Result"):
            card._inspect()
        card.write({"done_quantity": 7, "result": "good"})
        with self.assertRaisesRegex(UserError, "more than"):
            card._inspect()

    def test_state_is_not_written_directly(self):
        self._move_in(6)
        card = self._cards().with_user(self.officer)
        for vals in (
            {"state": "closed"},
            {"inspector_id": self.officer.id},
            {"date_confirmed": fields.Datetime.now()},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                card.write(vals)

    def test_handed_out_oldest_first(self):
        self._move_in(4)
        self._move_in(5)
        first, second = self._cards()
        first.sudo().date_in -= timedelta(days=2)
        self._move_out(6)
        self.assertEqual(first.remaining_quantity, 0)
        self.assertEqual(second.remaining_quantity, 3)
        self.assertEqual(first.handout_ids.quantity, 4)
        self.assertEqual(second.handout_ids.quantity, 2)
        self.assertEqual(first.handout_ids.handed_out_by_id, self.keeper)

    def test_receiver_signs_once(self):
        self._move_in(4)
        self._move_out(4)
        row = self._cards().handout_ids.with_user(self.keeper)
        self.assertEqual(row.action_sign()["res_id"], row.id)
        with self.assertRaisesRegex(UserError, "name and signature"):
            row._sign_receiver("Zhang Wei")
        with self.assertRaisesRegex(UserError, "button"):
            row.write({"date_signed": fields.Datetime.now()})
        row._sign_receiver("Zhang Wei", PIXEL)
        self.assertEqual(row.signed_by_id, self.keeper)
        for vals in ({"quantity": 1}, {"receiver_name": "Li"}, {"signature": False}):
            with self.subTest(vals), self.assertRaises(UserError):
                row.write(vals)
        with self.assertRaises(UserError):
            row.sudo().unlink()
        with self.assertRaisesRegex(UserError, "once"):
            row._sign_receiver("Li", PIXEL)

    def test_context_from_outside_is_no_signature(self):
        self._move_in(4)
        self._move_out(4)
        row = self._cards().handout_ids.with_user(self.keeper)
        with self.assertRaises(UserError):
            row.with_context(quality_signing=True).write(
                {"date_signed": fields.Datetime.now()}
            )

    def test_cards_stay(self):
        self._move_in(4)
        card = self._cards()
        with self.assertRaisesRegex(UserError, "Move them out"):
            card.with_user(self.inspector)._cancel()
        card.with_user(self.inspector)._confirm()
        with self.assertRaises(UserError):
            card.sudo().unlink()

    def test_typed_card_may_be_cancelled(self):
        card = (
            self.env["quality.quarantine.card"]
            .with_user(self.inspector)
            .create(
                {
                    "product_id": self.product.id,
                    "quantity": 3,
                    "location_id": self.quarantine.id,
                }
            )
        )
        card._cancel()
        self.assertEqual((card.state, card.remaining_quantity), ("cancelled", 0))

    def test_age(self):
        self._move_in(4)
        card = self._cards()
        card.sudo().date_in = fields.Datetime.now() - timedelta(days=10)
        self.assertEqual(card.age_days, 10)
        Card = self.env["quality.quarantine.card"]
        mine = [("product_id", "=", self.product.id)]
        cases = [(">", 9, 1), (">", 10, 0), (">=", 10, 1), (">=", 11, 0)]
        cases += [("<", 11, 1), ("<", 10, 0), ("<=", 10, 1), ("<=", 9, 0)]
        for operator, days, count in cases:
            with self.subTest(operator=operator, days=days):
                domain = [*mine, ("age_days", operator, days)]
                self.assertEqual(Card.search_count(domain), count)

    def test_who_sees_cards(self):
        self._move_in(4)
        card = self._cards()
        for user in (self.worker, self.inspector, self.officer):
            self.assertIn(
                card, self.env["quality.quarantine.card"].with_user(user).search([])
            )
        other = self._user("hold_clerk", "base.group_user")
        self.assertNotIn(
            card, self.env["quality.quarantine.card"].with_user(other).search([])
        )
        with self.assertRaises(AccessError):
            card.with_user(self.worker).write({"reason": "no"})

    def test_list_costs_the_same_for_any_number(self):
        for _n in range(6):
            self._move_in(1)
        cards = self._cards()
        names = ["age_days", "remaining_quantity", "location_id", "can_confirm"]
        for few in (cards[:1], cards):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(12):
                few.with_user(self.inspector).read(names)
