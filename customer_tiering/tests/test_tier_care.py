from datetime import timedelta

from odoo.tests import tagged

from .test_tier_review import ReviewCommon


@tagged("post_install", "-at_install")
class TestTierCare(ReviewCommon):
    """Which key accounts are visited, and which pay [CT-36]."""

    def test_collection_rate(self):
        self.assertEqual(self._standing().collection_rate, 0)
        self._pay(self.invoice, 2_000_000)
        self.assertAlmostEqual(self._standing().collection_rate, 80.0)
        self.assertEqual(
            self._found(("collection_rate", "<", 80)), self._standing(self.small)
        )
        self.assertEqual(self._found(("collection_rate", ">=", 80)), self._standing())
        self._pay(self.invoice, 500_000)
        self.assertAlmostEqual(self._standing().collection_rate, 100.0)
        self.assertEqual(len(self._found(("collection_rate", "<=", 100))), 2)

    def test_collection_rate_is_never_above_all(self):
        self._pay(self.invoice, 2_500_000)
        self._invoice(self.rich, 900_000, day=self.today, kind="out_refund")
        self.env.invalidate_all()
        self.assertEqual(self._standing().collection_rate, 100)

    def test_collection_rate_nets_credit_notes(self):
        self._invoice(self.rich, 500_000, day=self.today, kind="out_refund")
        self._pay(self.invoice, 1_000_000)
        self.assertAlmostEqual(self._standing().collection_rate, 50.0)

    def test_collection_rate_takes_in_a_former_company(self):
        former = self._customer("Former", parent_id=self.rich.id)
        self._pay(self._invoice(former, 2_500_000, day=self.today), 2_500_000)
        former.is_company = False
        self.env.invalidate_all()
        self.assertAlmostEqual(self._standing().collection_rate, 50.0)

    def test_without_visit(self):
        both = self._standing() | self._standing(self.small)
        self.assertEqual(self._found(("is_visit_missing", "=", True)), both)
        contact = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.rich.id}
        )
        self._visit(contact, 90)
        self.assertEqual(
            self._found(("is_visit_missing", "=", True)), self._standing(self.small)
        )
        self.assertEqual(
            self._found(("is_visit_missing", "=", False)), self._standing()
        )
        self.assertFalse(self._standing().is_visit_missing)
        self.assertEqual(
            self._standing().date_last_visit, self.today - timedelta(days=90)
        )
        self.assertTrue(self._standing(self.small).is_visit_missing)

    def test_visit_too_long_ago(self):
        self._visit(self.rich, 91)
        self.assertIn(self._standing(), self._found(("is_visit_missing", "=", True)))
        self.assertTrue(self._standing().is_visit_missing)
        self.company.tier_visit_days = 120
        self.env.invalidate_all()
        self.assertFalse(self._standing().is_visit_missing)
        self.platinum.visit_interval_days = 30
        self.env.invalidate_all()
        self.assertTrue(self._standing().is_visit_missing)
        self.assertIn(self._standing(), self._found(("is_visit_missing", "=", True)))

    def test_other_activities_are_no_visits(self):
        self._visit(self.rich, 1, "mail.mail_activity_data_todo")
        self.assertTrue(self._standing().is_visit_missing)
        self._visit(self.rich, 1, "mail.mail_activity_data_meeting")
        self.assertFalse(self._standing().is_visit_missing)

    def test_who_has_no_tier_needs_no_visit(self):
        nobody = self._customer("Nobody")
        self._invoice(nobody, 50, day=self.today)
        self.program._run(self.today)
        self.assertFalse(self._standing(nobody).is_visit_missing)
        self.assertNotIn(
            self._standing(nobody), self._found(("is_visit_missing", "=", True))
        )
