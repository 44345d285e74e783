from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .service_common import ServiceCommon


@tagged("post_install", "-at_install")
class TestServiceScore(ServiceCommon):
    """NC-73, XX-35, X-37: points are proposed, heard and decided, never automatic."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.quality_score = True

    def _closed(self, **vals):
        sheet = self._corrected(self._sheet(hand_over=True, **vals))
        finder = sheet.sudo().discoverer_id
        sheet.with_user(finder)._verify_service(True, "Fine")
        sheet.with_user(self.head)._keep()
        return sheet

    def _deduction(self, **vals):
        return self._closed(**vals).sudo().deduction_ids.with_user(self.manager)

    def test_main_journey(self):
        with freeze_time("2026-05-31 20:00:00"):
            self.company.partner_id.tz = "Asia/Shanghai"
            deduction = self._deduction()
        self.assertEqual(str(deduction.month), "2026-06-01", "the company's day")
        self.assertEqual(deduction.team_id, self.ward)
        self.assertEqual((deduction.state, deduction.proposed_points), ("proposed", 1))
        self.assertEqual(deduction.counted_points, 0)
        deduction.with_user(self.head)._state("Two nurses were ill")
        self.assertEqual(deduction.stated_by_id, self.head)
        deduction._decide()
        self.assertEqual((deduction.state, deduction.counted_points), ("decided", 1))
        self.assertEqual(deduction.sudo().signature_ids.meaning, "approved")

    def test_off_by_default(self):
        self.company.quality_score = False
        self.assertFalse(self._closed().sudo().deduction_ids)

    def test_the_highest_row_counts(self):
        Scheme = self.env["quality.score.scheme"]
        Scheme.create({"name": "Rude", "failure_id": self.harm.id, "points": 3})
        other = self.env["res.company"].create({"name": "Elsewhere"})
        Scheme.create({"name": "Theirs", "points": 50, "company_id": other.id})
        failures = [Command.set((self.below | self.harm).ids)]
        deduction = self._deduction(failure_ids=failures, severity_id=self.general.id)
        self.assertEqual(deduction.proposed_points, 3)
        Scheme.search([]).active = False
        self.assertFalse(self._closed().sudo().deduction_ids)

    def test_what_a_unit_reports_itself_costs_nothing(self):
        deduction = self._deduction(user=self.nurse)
        self.assertTrue(deduction.self_reported)
        self.assertEqual((deduction.proposed_points, deduction.points), (0, 0))
        deduction.with_user(self.head)._state("We told you ourselves")
        with self.assertRefused("say why you decide"):
            deduction._decide(points=2)
        self.assertEqual((deduction.state, deduction.points), ("stated", 0))
        deduction._decide()
        self.assertEqual(deduction.counted_points, 0)

    def test_head_is_heard_first(self):
        with freeze_time("2026-05-04 08:00:00"):
            deduction = self._deduction()
            with self.assertRefused("has not given a statement"):
                deduction._decide()
        self.assertEqual(deduction.state, "proposed")
        with freeze_time("2026-05-20 08:00:00"):
            deduction._decide()
        self.assertEqual(deduction.state, "decided")

    def test_who_states(self):
        deduction = self._deduction()
        with self.assertRefused("given by the head of Ward"):
            deduction._state("I think so")
        for user in (self.nurse, self.finder, self.other_head, self.officer):
            with self.assertRaises(AccessError):
                deduction.with_user(user)._state("I think so")
        with self.assertRefused("Write down your statement"):
            deduction.with_user(self.head)._state()
        self.assertEqual(deduction.state, "proposed")
        self.assertFalse(deduction.statement)

    def test_who_decides(self):
        deduction = self._deduction()
        deduction.with_user(self.head)._state("Two nurses were ill")
        with self.assertRefused("decided by a quality manager"):
            deduction.with_user(self.head)._decide(points=0, reason="Mine")
        with self.assertRefused("decided by a quality manager"):
            deduction.with_user(self.head).points = 0
        with self.assertRefused("The statement"):
            deduction.with_user(self.head).statement = "Something else"
        self.ward.member_ids |= self.manager
        with self.assertRefused("does not belong to Ward"):
            deduction._decide()
        self.assertEqual((deduction.state, deduction.points), ("stated", 1))

    def test_dropped_with_a_reason(self):
        deduction = self._deduction()
        with self.assertRefused("Say why"):
            deduction._drop()
        deduction._drop("Force majeure")
        self.assertEqual((deduction.state, deduction.counted_points), ("dropped", 0))
        self.assertIn("Force majeure", deduction.history_ids.mapped("comment"))

    def test_who_reads(self):
        deduction = self._deduction()
        everybody = self.env["quality.score.deduction"]
        for user in (self.head, self.manager, self.auditor):
            self.assertTrue(everybody.with_user(user).search([]), user.login)
        for user in (self.nurse, self.finder, self.other_head, self.officer):
            self.assertFalse(everybody.with_user(user).search([]), user.login)
        self.assertFalse(everybody.with_user(self.manager).has_access("create"))
        self.assertEqual(deduction.team_id, self.ward)

    def test_reopening_drops_what_is_not_decided(self):
        deduction = self._deduction()
        sheet = deduction.nonconformity_id.sudo()
        sheet.with_user(self.officer)._back_to_review("It happened again")
        self.assertEqual(deduction.state, "dropped")
        sheet.with_user(self.head)._correct()
        sheet.with_user(self.finder)._verify_service(True, "Fine")
        sheet.with_user(self.head)._keep()
        again = sheet.deduction_ids - deduction
        self.assertEqual(again.state, "proposed")
        again.with_user(self.head)._state("Sorry")
        again.with_user(self.manager)._decide()
        sheet.with_user(self.officer)._back_to_review("Again")
        self.assertEqual(again.state, "decided")
        sheet.with_user(self.head)._correct()
        sheet.with_user(self.finder)._verify_service(True, "Fine")
        sheet.with_user(self.head)._keep()
        self.assertEqual(len(sheet.deduction_ids), 2)

    def test_sum_of_a_month(self):
        with freeze_time("2026-05-04 08:00:00"):
            deductions = self._deduction() | self._deduction()
        for deduction in deductions:
            deduction.with_user(self.head)._state("Sorry")
            deduction._decide()
        groups = deductions._read_group(
            [], ["team_id", "month:month"], ["counted_points:sum"]
        )
        self.assertEqual([points for *_keys, points in groups], [2])
