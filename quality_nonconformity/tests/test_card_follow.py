from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NonconformityCommon
from .test_quarantine_card import PIXEL


class FollowCommon(NonconformityCommon):
    """Lot A in stock; cards of a nonconformity."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(40, cls.lot_a)

    def _cards(self, source):
        cards = self.env["quality.quarantine.card"]
        return cards.search([("nonconformity_id", "=", source.id)], order="id")

    def _sign_all(self, cards):
        rows = cards.handout_ids.filtered(lambda row: not row.date_signed)
        rows.with_user(self.keeper)._sign_receiver("Workshop", PIXEL)

    def _decided(self, quantity=10, *kinds, **vals):
        """A nonconformity isolated by the warehouse, decided for the kinds."""
        source = self._nonconformity(quantity, self.lot_a, isolate=False)
        source.with_user(self.worker)._isolate()
        share = quantity / len(kinds)
        dispositions = self.env["quality.disposition"]
        for kind in kinds:
            dispositions |= self._dispose(source, kind, share, **vals)
        for disposition in dispositions:
            disposition.with_user(self.officer)._approve()
        return source, dispositions


@tagged("post_install", "-at_install")
class TestCardFollow(FollowCommon):
    """NC-11, NC-14, NC-15: the card carries the disposition and the results."""

    def test_card_knows_its_nonconformity(self):
        team = self.env["quality.team"].create({"name": "Workshop"})
        source = self._nonconformity(
            6, self.lot_a, team_id=team.id, detection_point="in_process"
        )
        card = self._cards(source)
        self.assertRecordValues(
            card,
            [
                {
                    "state": "draft",
                    "reason": "Seal broken",
                    "quantity": 6,
                    "nonconformity_line_id": source.line_ids.id,
                    "hold_id": source.hold_id.id,
                    "team_id": team.id,
                    "quality_zone": "quarantine",
                    "entry_case": "production",
                    "disposition": False,
                }
            ],
        )
        self.assertEqual(source.card_count, 1)
        self.assertEqual(source.action_view_cards()["res_id"], card.id)

    def test_card_follows_the_team(self):
        source = self._nonconformity(6, self.lot_a)
        team = self.env["quality.team"].create({"name": "Workshop"})
        source.write({"team_id": team.id, "confidential": True})
        card = self._cards(source)
        self.assertEqual((card.team_id, card.confidential), (team, True))

    def test_goods_in_the_zone_bring_their_card(self):
        self._put(5, self.lot_b, location=self.nonconforming)
        card = self.env["quality.quarantine.card"].create(
            {
                "product_id": self.product.id,
                "lot_id": self.lot_b.id,
                "quantity": 5,
                "location_id": self.nonconforming.id,
            }
        )
        source = self._nonconformity(5, self.lot_b)
        self.assertEqual(self._cards(source), card)
        self.assertEqual(card.nonconformity_line_id, source.line_ids)
        self.assertEqual(card.hold_id, source.hold_id)

    def test_whole_life(self):
        """Decided, carried out, verified, signed: the card says each and closes."""
        source, rework = self._decided(10, "rework")
        card = self._cards(source)
        self.assertRecordValues(
            card,
            [
                {
                    "state": "measured",
                    "inspector_id": self.officer.id,
                    "disposition": "rework",
                    "disposition_ids": rework.ids,
                }
            ],
        )
        self.assertIn("140 °C", card.rework_instruction)
        rework.write(
            {"planned_start": "2026-03-02", "planned_end": "2026-03-06", "shift": "B"}
        )
        self.assertEqual(str(card.planned_end), "2026-03-06")
        rework.with_user(self.worker)._execute()
        self.assertRecordValues(
            card,
            [
                {
                    "state": "executing",
                    "done_quantity": 10,
                    "date_done": rework.date_executed,
                    "shift": "B",
                    "operator": self.worker.name,
                    "remaining_quantity": 0,
                }
            ],
        )
        rework.with_user(self.inspector)._verify()
        self.assertRecordValues(
            card,
            [
                {
                    "state": "inspected",
                    "result": "good",
                    "result_confirmed_by_id": self.inspector.id,
                }
            ],
        )
        self._sign_all(card)
        self.assertEqual(card.state, "closed")

    def test_a_part_found_good_does_not_speak_for_the_rest(self):
        source, dispositions = self._decided(10, "rework", "scrap")
        for disposition in dispositions:
            disposition.with_user(self.worker)._execute()
            disposition.with_user(self.inspector)._verify()
        self.assertEqual(self._cards(source).result, "done")

    def test_signed_before_it_is_verified(self):
        source, rework = self._decided(10, "rework")
        card = self._cards(source)
        rework.with_user(self.worker)._execute()
        self._sign_all(card)
        self.assertEqual(card.state, "executing")
        rework.with_user(self.inspector)._verify()
        self.assertEqual(card.state, "closed")

    def test_split_over_one_card(self):
        """Several dispositions stand on the card as rows, each with its instruction."""
        source, dispositions = self._decided(12, "rework", "scrap", "repair")
        card = self._cards(source)
        self.assertEqual((card.disposition, card.state), ("several", "measured"))
        self.assertEqual(card.disposition_ids, dispositions)
        self.assertEqual(str(card.rework_instruction).count("140 °C"), 2)
        for disposition in dispositions[:2]:
            disposition.with_user(self.worker)._execute()
        self.assertEqual((card.state, card.done_quantity), ("executing", 8))
        dispositions[2].with_user(self.worker)._execute()
        self.assertEqual((card.done_quantity, card.remaining_quantity), (12, 0))
        for disposition, good in zip(dispositions, (4, 4, 1), strict=True):
            disposition.with_user(self.inspector)._verify(good)
        self.assertEqual((card.state, card.result), ("inspected", "partly"))

    def test_failed_goods_come_back_on_a_card_of_their_own(self):
        source, rework = self._decided(10, "rework")
        first = self._cards(source)
        rework.with_user(self.worker)._execute()
        rework.with_user(self.inspector)._verify(7)
        second = self._cards(source) - first
        self.assertRecordValues(
            second,
            [
                {
                    "quantity": 3,
                    "state": "draft",
                    "nonconformity_line_id": source.line_ids.id,
                    "disposition": False,
                }
            ],
        )
        self.assertFalse(second.disposition_ids)
        scrap = self._dispose(source, "scrap", 3)
        scrap.with_user(self.officer)._approve()
        self.assertEqual(second.disposition_ids, scrap)
        self.assertEqual(first.disposition_ids, rework)
        self.assertEqual(second.disposition, "scrap")
        scrap.with_user(self.worker)._execute()
        scrap.with_user(self.inspector)._verify()
        self.assertEqual((second.state, second.result), ("inspected", "done"))
        self.assertEqual((first.result, first.disposition), ("partly", "rework"))

    def test_taken_back_to_review(self):
        """Another way is taken: the card loses its measure, its clock starts anew."""
        source, rework = self._decided(10, "rework")
        card = self._cards(source)
        rework.with_user(self.officer)._cancel("The customer refuses rework")
        self.assertRecordValues(
            card, [{"state": "isolated", "disposition": False, "disposition_ids": []}]
        )
        clocks = {(row.step, row.state != "cancelled") for row in card.deadline_ids}
        self.assertIn(("execute", False), clocks)
        scrap = self._dispose(source, "scrap", 10)
        scrap.with_user(self.officer)._approve()
        self.assertEqual((card.state, card.disposition), ("measured", "scrap"))

    def test_measured_only_when_the_instruction_is_there(self):
        """A card whose goods need an instruction waits for it, with its first clock."""
        source, rework = self._decided(10, "rework")
        card = self._cards(source)
        rework.with_user(self.officer)._cancel("Better instruction needed")
        other = self._dispose(source, "rework", 10)
        other.sudo()._write_gated({"instruction": False, "state": "approved"})
        other.sudo()._allocate()
        source.sudo()._decide_when_complete()
        self.assertEqual((source.state, card.state), ("decided", "isolated"))
        running = card.deadline_ids.filtered(lambda r: not r.done)
        self.assertEqual(
            running.filtered(lambda r: r.state != "cancelled").mapped("step"),
            ["measure"],
        )

    def test_who_entered_the_goods_does_not_confirm_them(self):
        """The card waits for a colleague, then takes over what was decided."""
        source = self._nonconformity(10, self.lot_a, user=self.officer)
        scrap = self._dispose(source, "scrap", 10, witness_ids=self.worker.ids)
        scrap.with_user(self.second)._approve()
        card = self._cards(source)
        self.assertEqual(card.entered_by_id, self.officer)
        self.assertEqual((card.state, card.inspector_id), ("measured", self.second))
        late = self._nonconformity(5, self.lot_a, user=self.officer)
        late.with_user(self.officer)._start_review()
        card = self._cards(late)
        self.assertEqual(card.state, "draft")
        card.with_user(self.inspector)._confirm()
        self.assertEqual((card.state, card.inspector_id), ("isolated", self.inspector))

    def test_confirmed_late_the_card_catches_up(self):
        source = self._nonconformity(10, self.lot_a, user=self.officer)
        card = self._cards(source)
        decision = self._dispose(source, "use_as_is", 10).with_user(self.officer)
        decision.sudo()._fix_approved()
        source.with_user(self.officer)._decide_when_complete()
        self.assertEqual(source.state, "decided")
        self.assertEqual((card.state, card.disposition), ("draft", "use_as_is"))
        card.with_user(self.inspector)._confirm()
        self.assertEqual(card.state, "measured")

    def test_nothing_is_typed_over_a_decision(self):
        source, _rework = self._decided(10, "rework")
        card = self._cards(source).with_user(self.officer)
        for vals in (
            {"disposition": "scrap"},
            {"rework_instruction": "<p>Other</p>"},
            {"result": "good"},
            {"done_quantity": 4},
            {"nonconformity_id": False},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                card.write(vals)
        self.assertEqual((card.disposition, card.done_quantity), ("rework", 0))

    def test_judged_conforming(self):
        """The goods go back: the card closes when their receiver has signed."""
        source = self._nonconformity(10, self.lot_a)
        card = self._cards(source)
        source.with_user(self.officer)._cancel("Inspected again: good")
        self.assertEqual(card.remaining_quantity, 0)
        self._sign_all(card)
        self.assertEqual(card.state, "closed")

    def test_each_nonconformity_hands_out_its_own_card(self):
        first, _rework = self._decided(6, "rework")
        second, scrap = self._decided(4, "scrap")
        scrap.with_user(self.worker)._execute()
        self.assertEqual(self._cards(first).remaining_quantity, 6)
        self.assertEqual(self._cards(second).remaining_quantity, 0)

    def test_planned_period(self):
        source, rework = self._decided(10, "rework")
        for record in (rework, self._cards(source)):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                record.write(
                    {"planned_start": "2026-03-06", "planned_end": "2026-03-02"}
                )
                record.flush_recordset()

    def test_clock_runs_from_the_entry(self):
        """Also a card that nobody confirmed yet is late when its time is over."""
        source = self._nonconformity(6, self.lot_a)
        card = self._cards(source)
        self.assertEqual((card.state, card.deadline_ids.step), ("draft", "measure"))
        source.with_user(self.officer)._start_review()
        self.assertEqual((card.state, len(card.deadline_ids)), ("isolated", 1))

    def test_who_answers_for_a_step(self):
        decides, works = self.env["quality.team"].create(
            [{"name": "Development"}, {"name": "Workshop"}]
        )
        source = self._nonconformity(6, self.lot_a, team_id=decides.id)
        rework = self._dispose(
            source, "rework", 6, team_id=works.id, user_id=self.worker.id
        )
        rework.with_user(self.officer)._approve()
        card = self._cards(source)
        steps = {row.step: row for row in card.deadline_ids}
        self.assertEqual(steps["measure"].team_id, decides)
        self.assertEqual(steps["execute"].team_id, works)
        self.assertEqual(steps["execute"].user_id, self.worker)

    def test_many_cards_cost_a_bounded_number_of_queries(self):
        """Deciding writes each card once, whatever their number."""
        counts = []
        for number in (4, 16):
            lots = self._lots(*(f"N{number}-{i}" for i in range(number)))
            for lot in lots:
                self._put(1, lot)
            source = self._nonconformity(number, *lots)
            decision = self._dispose(source, "use_as_is", number)
            self.env.flush_all()
            before = self.cr.sql_log_count
            decision.with_user(self.officer)._approve()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            cards = self._cards(source)
            self.assertEqual(len(cards), number)
            self.assertEqual(set(cards.mapped("state")), {"measured"})
            decision.with_user(self.worker)._execute()
            decision.with_user(self.inspector)._verify()
            self.assertEqual(set(cards.mapped("state")), {"inspected"})
        few, many = counts
        self.assertLessEqual((many - few) / 12, 2, counts)
