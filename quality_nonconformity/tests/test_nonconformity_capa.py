from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .test_card_follow import FollowCommon


class CapaCommon(FollowCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.severe = cls.env.ref("quality_nonconformity.severity_severe")
        cls.severe.mrb_level = False  # boards have their own tests
        cls.general = cls.env.ref("quality_nonconformity.severity_general")
        cls.leak = cls.env["quality.defect.class"].create({"name": "Leaks"})
        cls.defect = cls.env["quality.defect"].create(
            {"name": "Leaking seam", "class_id": cls.leak.id}
        )

    def _verified(self, **vals):
        """A nonconformity of which only the closing is left."""
        source = self._nonconformity(2, self.lot_a, **vals)
        if source.proposed_severity_id:
            source._answer_severity(False, "Known, and dealt with")
        self._carry_out(self._dispose(source, "use_as_is", 2))
        self.assertEqual(source.state, "verification")
        return source

    def _plan(self, capa):
        """Cause, measure, submitted plan: all that its approval asks for."""
        capa.root_cause = "Worn mould"
        capa._find_cause()
        capa.effect_criteria = "No leak in the lots after it"
        self.env["quality.capa.action"].create(
            {
                "capa_id": capa.id,
                "name": "Replace the mould",
                "user_id": self.worker.id,
                "date_due": fields.Date.today() + timedelta(days=7),
            }
        )
        capa._submit_plan()
        capa.with_user(self.second)._approve_plan()
        return capa

    def _done(self, capa, **vals):
        """A CAPA whose measures were done a week ago."""
        if vals:
            capa.write(vals)
        self._plan(capa)
        capa.action_ids.with_user(self.worker).write(
            {"is_done": True, "evidence": "Drawing rev. B"}
        )
        capa._finish()
        capa._write_gated({"date_done": fields.Datetime.now() - timedelta(days=7)})
        return capa


@tagged("post_install", "-at_install")
class TestNonconformityCapa(CapaCommon):
    """NC-75, XX-26: severe and repeated nonconformities lead to a CAPA that helps."""

    def test_capa_begins_with_what_is_known(self):
        team = self.env["quality.team"].create({"name": "Workshop"})
        source = self._nonconformity(
            2,
            self.lot_a,
            description="Seam leaks\nafter sterilisation",
            immediate_measure="Line stopped",
            cause="Mould worn",
            cause_category="machine",
            defect_id=self.defect.id,
            supplier_id=self.supplier.id,
            responsible="supplier",
            team_id=team.id,
            user_id=self.inspector.id,
        )
        capa = source._open_capa()
        self.assertRecordValues(
            capa,
            [
                {
                    "title": "Glove: Leaking seam",
                    "product_id": self.product.id,
                    "partner_id": self.supplier.id,
                    "defect_class_id": self.leak.id,
                    "team_id": team.id,
                    "user_id": self.inspector.id,
                    "source_ref": source.display_name,
                    "confidential": False,
                }
            ],
        )
        for words in (source.name, "after sterilisation", "Glove", "A"):
            self.assertIn(words, capa.description)
        self.assertRecordValues(
            capa.cause_ids, [{"name": "Mould worn", "category": "machine"}]
        )
        self.assertFalse(capa.root_cause, "the cause is still to be confirmed")
        steps = {row.code: str(row.content or "") for row in capa.discipline_ids}
        self.assertEqual(len(steps), len(capa.discipline_ids._prepare_all()))
        self.assertIn("Seam leaks", steps["D2"])
        self.assertIn("Line stopped", steps["D3"])
        self.assertEqual(source.capa_count, 1)

    def test_severe_closes_with_a_planned_capa_only(self):
        source = self._verified(severity_id=self.severe.id)
        closing = source.with_user(self.officer)
        self.assertIn("CAPA", closing.next_hint)
        with self.assertRaisesRegex(UserError, "severe or repeated"):
            closing._close()
        closing.capa_required = False  # the box does not overrule the severity
        with self.assertRaisesRegex(UserError, "severe or repeated"):
            closing._close()
        capa = source.with_user(self.officer)._open_capa()
        with self.assertRaisesRegex(UserError, "not approved yet"):
            closing._close()
        self.assertEqual(source.state, "verification")
        self._plan(capa)
        closing._close()
        self.assertEqual(source.state, "closed")

    def test_a_cancelled_capa_does_not_count(self):
        source = self._verified(severity_id=self.severe.id)
        capa = source.with_user(self.officer)._open_capa()
        capa.with_user(self.second)._cancel("Opened by mistake")
        with self.assertRaisesRegex(UserError, "severe or repeated"):
            source.with_user(self.officer)._close()

    def test_mild_ones_need_none(self):
        source = self._verified(severity_id=self.general.id)
        source.with_user(self.officer)._close()
        self.assertEqual(source.state, "closed")

    def test_repetition_that_was_accepted_needs_one(self):
        source = self._verified(severity_id=self.general.id)
        source.sudo()._write_gated({"severity_answer": "accepted"})
        with self.assertRaisesRegex(UserError, "repeated"):
            source.with_user(self.officer)._close()

    def test_one_capa_serves_the_same_defect(self):
        first = self._verified(severity_id=self.severe.id, defect_id=self.defect.id)
        capa = self._plan(first.with_user(self.officer)._open_capa())
        second = self._verified(severity_id=self.severe.id, defect_id=self.defect.id)
        second.with_user(self.officer)._close()
        self.assertEqual(second.state, "closed")
        capa.with_user(self.second)._cancel("Other way")
        third = self._verified(severity_id=self.severe.id, defect_id=self.defect.id)
        with self.assertRaisesRegex(UserError, "severe or repeated"):
            third.with_user(self.officer)._close()

    def test_capa_of_another_defect_does_not_serve(self):
        first = self._verified(severity_id=self.severe.id, defect_id=self.defect.id)
        self._plan(first.with_user(self.officer)._open_capa())
        other = self._verified(severity_id=self.severe.id)
        with self.assertRaisesRegex(UserError, "severe or repeated"):
            other.with_user(self.officer)._close()


@tagged("post_install", "-at_install")
class TestCapaByLots(CapaCommon):
    """The effect is judged after lots that came since, and by what was found again."""

    def _capa(self, **vals):
        source = self._nonconformity(2, self.lot_a, defect_id=self.defect.id)
        return self._done(source.with_user(self.officer)._open_capa(), **vals)

    def test_lots_received_since(self):
        capa = self._capa(effect_basis="lots", effect_after=2)
        self.assertEqual(capa.lots_since, 0)
        with self.assertRaisesRegex(UserError, "2 more lots"):
            capa._start_check()
        self._receive(5, self._lots("C"))
        self.assertEqual(capa.lots_since, 1)
        with self.assertRaisesRegex(UserError, "1 more lots"):
            capa._start_check()
        self._receive(5, self._lots("D"))
        other = self._product("Gown", tracking="lot")
        self._receive(5, self._lots("G", product=other))
        self.assertEqual(capa.lots_since, 2)
        capa._start_check()
        self.assertEqual(capa.state, "verifying")

    def test_lots_of_before_are_no_new_ones(self):
        self._receive(5, self.lot_b)
        capa = self._capa(effect_basis="lots", effect_after=1)
        capa._write_gated({"date_done": fields.Datetime.now() + timedelta(seconds=1)})
        self.assertEqual(capa.lots_since, 0)
        again = self._receive(5, self.lot_b)
        again.move_ids.move_line_ids.date = fields.Datetime.now() + timedelta(days=1)
        capa.invalidate_recordset()
        self.assertEqual(capa.lots_since, 0)

    def test_goods_without_lots_count_by_receipt(self):
        capa = self._capa(effect_basis="lots", effect_after=1)
        capa._write_gated({"product_id": self.loose.id})
        for _n in range(2):
            order = self.env["purchase.order"].create(
                {
                    "partner_id": self.supplier.id,
                    "order_line": [
                        Command.create({"product_id": self.loose.id, "product_qty": 3})
                    ],
                }
            )
            order.button_confirm()
            order.picking_ids.move_ids.write({"quantity": 3, "picked": True})
            order.picking_ids._action_done()
        self.assertEqual(capa.lots_since, 2)

    def test_transformed_bad_goods_are_no_lot(self):
        cheap = self._product("Second choice", tracking="lot")
        capa = self._capa(effect_basis="lots", effect_after=1)
        capa._write_gated({"product_id": cheap.id})
        source = self._nonconformity(3, self.lot_a)
        self._carry_out(
            self._dispose(source, "downgrade", 3, target_product_id=cheap.id)
        )
        self.assertEqual(self._on_hand(product=cheap), 3)
        self.assertEqual(capa.lots_since, 0)

    def test_what_it_is_judged_by_stays(self):
        """Another product or defect would hide what was found again."""
        capa = self._capa(effect_after=0)
        for vals in ({"product_id": self.loose.id}, {"defect_class_id": False}):
            with self.assertRefused("submitted or approved"):
                capa.with_user(self.officer).write(vals)
        self.assertEqual(capa.product_id, self.product)
        self.assertEqual(capa.defect_class_id, self.defect.class_id)

    def test_the_next_is_judged_by_the_same_defect(self):
        capa = self._capa(effect_after=0)
        capa._start_check()
        capa.with_user(self.second)._verify(False, "Found again")
        follower = capa._open_next()
        self.assertEqual(follower.defect_class_id, self.defect.class_id)
        self.assertEqual(follower.product_id, self.product)

    def test_found_again_is_not_effective(self):
        capa = self._capa(effect_after=0)
        capa._start_check()
        again = self._nonconformity(1, self.lot_a, defect_id=self.defect.id)
        capa.invalidate_recordset()
        # the first one was found after the day set back for the measures
        self.assertEqual(capa.recurrence_count, 2)
        self.assertIn(again.id, capa.action_view_recurrences()["domain"][0][2])
        with self.assertRaisesRegex(UserError, again.name):
            capa.with_user(self.second)._verify(True, "Looks fine")
        self.assertEqual(capa.state, "verifying")
        self.assertFalse(capa.effect_result)
        capa.with_user(self.second)._verify(False, "Found again")
        self.assertEqual(capa.state, "not_effective")

    def test_other_defects_and_judged_conforming_do_not_count(self):
        capa = self._capa(effect_after=0)
        capa._write_gated({"date_done": fields.Datetime.now() + timedelta(seconds=2)})
        later = fields.Datetime.now() + timedelta(minutes=1)
        self._nonconformity(1, self.lot_a, date=later)
        cancelled = self._nonconformity(
            1, self.lot_a, date=later, defect_id=self.defect.id
        )
        cancelled.with_user(self.officer)._cancel("Measured again: good")
        self.assertEqual(capa.recurrence_count, 0)
        capa.with_user(self.second)._verify(True, "No leak")
        self.assertEqual(capa.state, "effective")

    def test_other_companies_and_products_do_not_count(self):
        capa = self._capa(effect_after=0)
        capa._write_gated({"date_done": fields.Datetime.now() - timedelta(hours=1)})
        self.assertEqual(capa.recurrence_count, 1)
        other = self._product("Gown", tracking="lot")
        lot = self._lots("G", product=other)
        self._nonconformity(1, lot, isolate=False, defect_id=self.defect.id)
        company = self.env["res.company"].create({"name": "Branch"})
        self.env["quality.nonconformity"].create(
            {
                "description": "Leak",
                "product_id": self.product.id,
                "defect_id": self.defect.id,
                "company_id": company.id,
            }
        )
        capa.invalidate_recordset()
        self.assertEqual(capa.recurrence_count, 1)

    def test_what_came_after_the_check_is_another_story(self):
        capa = self._capa(effect_after=0)
        capa._write_gated(
            {
                "date_done": fields.Datetime.now() + timedelta(seconds=5),
                "date_verified": fields.Datetime.now() + timedelta(days=1),
            }
        )
        later = fields.Datetime.now() + timedelta(days=2)
        self._nonconformity(1, self.lot_a, date=later, defect_id=self.defect.id)
        capa.invalidate_recordset()
        self.assertEqual(capa.recurrence_count, 0)

    def test_secret_ones_speak_too(self):
        """A confidential repetition counts, and is named by its number alone."""
        capa = self._capa(effect_after=0)
        capa._write_gated({"date_done": fields.Datetime.now() + timedelta(seconds=5)})
        later = fields.Datetime.now() + timedelta(minutes=1)
        secret = self._nonconformity(
            1,
            self.lot_a,
            isolate=False,
            date=later,
            defect_id=self.defect.id,
            confidential=True,
            description="Sabotage",
        )
        capa.invalidate_recordset()
        with self.assertRaises(UserError) as caught:
            capa.with_user(self.second)._verify(True, "Fine")
        self.assertIn(secret.name, str(caught.exception))
        self.assertNotIn("Sabotage", str(caught.exception))

    def test_without_a_product_lots_are_counted_by_hand(self):
        capa = self.env["quality.capa"].create({"title": "Telephone manners"})
        capa.write({"effect_basis": "lots", "effect_after": 1})
        capa._write_gated({"date_done": fields.Datetime.now()})
        self.assertEqual((capa.lots_since, capa.recurrence_count), (0, 0))
        capa.lots_counted = 2
        self.assertEqual(capa.lots_since, 2)
