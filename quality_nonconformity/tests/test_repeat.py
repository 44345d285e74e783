"""What happens again and again is graver [NC-06]."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestRepeat(NonconformityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(100, cls.lot_a)
        cls.general = cls.env.ref("quality_nonconformity.severity_general")
        cls.severe = cls.env.ref("quality_nonconformity.severity_severe")
        cls.seals, cls.labels = cls.env["quality.defect.class"].create(
            [{"name": "Seals"}, {"name": "Labels"}]
        )
        cls.leak, cls.open_seal, cls.smudge = cls.env["quality.defect"].create(
            [
                {
                    "name": "Leaking seal",
                    "class_id": cls.seals.id,
                    "severity_id": cls.general.id,
                },
                {"name": "Open seal", "class_id": cls.seals.id},
                {"name": "Smudged label", "class_id": cls.labels.id},
            ]
        )

    def _found(self, days_ago, defect=None, quantity=1, isolate=False, **vals):
        return self._nonconformity(
            quantity,
            self.lot_a,
            isolate=isolate,
            defect_id=(defect or self.leak).id,
            date=fields.Datetime.now() - timedelta(days=days_ago),
            **vals,
        )

    def test_third_time_is_graver(self):
        first, second = self._found(60), self._found(30, self.open_seal)
        third = self._found(0, isolate=True)
        self.assertEqual((first | second | third).mapped("repeat_count"), [1, 2, 3])
        self.assertFalse((first | second).proposed_severity_id)
        self.assertEqual(third.proposed_severity_id, self.severe)

    def test_what_does_not_count(self):
        self._found(91)
        self._found(5, self.smudge)
        self._found(4)._cancel("Conforms")
        other = self._lots("X", product=self._product("Mask", tracking="lot"))
        self._nonconformity(1, other, isolate=False, defect_id=self.leak.id)
        last = self._found(0)
        self.assertEqual(last.repeat_count, 1)
        self.assertFalse(last.proposed_severity_id)

    def test_other_companies_do_not_count(self):
        company = self.env["res.company"].create({"name": "Sister"})
        self.product.company_id = False
        for _number in range(3):
            self.env["quality.nonconformity"].create(
                {
                    "company_id": company.id,
                    "product_id": self.product.id,
                    "quantity": 1,
                    "description": "Leaks",
                    "defect_id": self.leak.id,
                }
            )
        self.assertEqual(self._found(0).repeat_count, 1)

    def test_window_and_threshold_are_the_company_s(self):
        self.company.write({"quality_repeat_days": 10, "quality_repeat_threshold": 2})
        self._found(15)
        self.assertFalse(self._found(5).proposed_severity_id)
        self.assertTrue(self._found(0).proposed_severity_id)
        self.company.quality_repeat_days = 0
        self.assertFalse(self._found(0).proposed_severity_id)

    def test_must_be_answered_before_it_is_decided(self):
        self._found(20), self._found(10)
        third = self._found(0, isolate=True)
        self._dispose(third, "return_supplier", 1, partner_id=self.supplier.id)
        with self.assertRefused("happened 3 times", "Severe"):
            third.with_user(self.officer)._decide()
        self.assertEqual(third.state, "isolated")
        with self.assertRefused("Say why"):
            third.with_user(self.inspector)._answer_severity(False)
        with self.assertRefused("quality role"):
            third.with_user(self.worker)._answer_severity(True)
        self.assertFalse(third.severity_answer)
        third.with_user(self.inspector).action_accept_severity()
        self.assertRecordValues(
            third,
            [
                {
                    "severity_id": self.severe.id,
                    "severity_answer": "accepted",
                    "severity_answered_by_id": self.inspector.id,
                    "capa_required": True,
                }
            ],
        )
        self.assertFalse(third.proposed_severity_id)
        self.assertNotIn("happened", "\n".join(third._get_decide_blockers()))

    def test_answered_before_anybody_approves(self):
        """Approvers of a mild case do not let a grave one through."""
        self._found(20), self._found(10)
        third = self._found(0, isolate=True)
        scrap = self._dispose(third, "scrap", 1)
        with self.assertRefused("happened 3 times", "Severe"):
            scrap.with_user(self.officer)._approve()
        self.assertEqual(scrap.state, "draft")
        third.with_user(self.inspector)._answer_severity(True)
        self.assertIn("board", scrap.approval_ids.mapped("role"))

    def test_graver_since_it_was_approved(self):
        found = self._found(0, quantity=2, isolate=True)
        approved = self._dispose(found, "rework", 1)
        approved.with_user(self.officer)._approve()
        found.with_user(self.inspector).severity_id = self.severe
        rest = self._dispose(found, "scrap", 1)
        with self.assertRefused("judged as it is now", approved.name):
            found.with_user(self.officer)._decide()
        self.assertEqual((found.state, rest.state), ("review", "draft"))
        found.with_user(self.inspector).severity_id = self.general
        found.with_user(self.officer)._decide()
        self.assertEqual(found.state, "decided")

    def test_declined_with_a_reason(self):
        self._found(20), self._found(10)
        third = self._found(0, isolate=True)
        reason = "Same pallet as last week"
        third.with_user(self.inspector)._answer_severity(False, reason)
        self.assertEqual(third.severity_id, self.general)
        self.assertFalse(third.proposed_severity_id or third.capa_required)
        self.assertEqual(third.severity_answer_reason, reason)
        self.assertIn(reason, third.history_ids.mapped("comment"))
        with self.assertRefused("No graver severity"):
            third.with_user(self.inspector)._answer_severity(True)

    def test_the_answer_is_no_field_to_write(self):
        third = self._found(0)
        with self.assertRaisesRegex(UserError, "own steps only"):
            third.with_user(self.manager).severity_answer = "accepted"
        self.assertFalse(third.severity_answer)

    def test_shown_while_typing(self):
        self._found(20), self._found(10)
        form = Form(self.env["quality.nonconformity"].with_user(self.inspector))
        form.product_id = self.product
        self.assertFalse(form.proposed_severity_id)
        form.defect_id = self.leak
        self.assertEqual(form.repeat_count, 3)
        self.assertEqual(form.proposed_severity_id, self.severe)
        form.description = "Leaks"
        form.lot_ids.add(self.lot_a)
        record = form.save()
        self.assertEqual(record.repeat_count, 3)
        with Form(record) as form:
            self.assertEqual(form.repeat_count, 3)
            form.defect_id = self.smudge
            self.assertEqual(form.repeat_count, 1)

    def test_services_by_unit_and_failure(self):
        team = self.env["quality.team"].create({"name": "Counter"})
        failures = self.env["quality.service.failure"].search([], limit=2)
        self.assertEqual(len(failures), 2)

        def failed(*kinds, unit=team):
            return self.env["quality.nonconformity"].create(
                {
                    "kind": "service",
                    "team_id": unit.id,
                    "description": "Waited an hour",
                    "failure_ids": [Command.set([kind.id for kind in kinds])],
                }
            )

        failed(failures[0]), failed(failures[1]), failed(*failures)
        last = failed(*failures)
        self.assertEqual(last.repeat_count, 3)
        other = self.env["quality.team"].create({"name": "Repairs"})
        self.assertEqual(failed(*failures, unit=other).repeat_count, 1)
        self.assertTrue(last.proposed_severity_id)
        self.assertIn("happened 3 times", "\n".join(last._get_close_blockers()))

    def test_constant_queries(self):
        records = self._found(0)
        for day in range(12):
            records |= self._found(day)
        self.env.flush_all()
        for subset in (records[:2], records):
            self.env.invalidate_all()
            subset.mapped("proposed_severity_id")
            self.env.invalidate_all()
            with self.assertQueryCount(6):
                subset.mapped("proposed_severity_id.id")
