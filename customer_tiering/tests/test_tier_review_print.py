from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_tier_review import ReviewCommon


@tagged("post_install", "-at_install")
class TestTierReviewPrint(ReviewCommon):
    """The printed tier review, per customer and per run [CT-36]."""

    def _html(self, name, record):
        report = self.env["ir.actions.report"].with_user(self.owner)
        return report._render_qweb_html(f"customer_tiering.{name}", record.ids)[
            0
        ].decode()

    def test_review_of_a_customer(self):
        self._invoice(self.rich, 3_000_000, day=self.today)
        change = self.program._run(self.today)
        html = self._html("report_tier_review", self._standing())
        for text in (
            *("客户分级评审表", "Rich", "First City", "Group 1", "5,500,000.00"),
            *(change.name, "Platinum", "Diamond", "Approver, Province"),
        ):
            with self.subTest(text=text):
                self.assertIn(text, html)

    def test_review_without_a_proposal(self):
        html = self._html("report_tier_review", self._standing(self.small))
        self.assertIn("The tier stays as it is.", html)
        self.assertNotIn("Rich", html)

    def test_review_of_a_run(self):
        giant = self._customer("Giant")
        self._invoice(giant, 9_000_000, day=self.today)
        change = self.program._run(self.today)
        html = self._html("report_tier_run_review", self.program)
        for text in ("客户分级评审表", "Giant", change.name, "5,000,000.00", "0.80"):
            with self.subTest(text=text):
                self.assertIn(text, html)
        rows = {row["tier"]: row for row in self.program._get_review_rows()}
        self.assertEqual(rows[self.diamond]["up"], 1)
        self.assertEqual(rows[self.platinum]["count"], 1)
        self.assertEqual(rows[self.platinum]["revenue"], 2_500_000)
        self.assertEqual(rows[self.env["customer.tier"]]["count"], 1)

    def test_who_may_not_read_may_not_print(self):
        clerk = self._user("tier_print_clerk", "base.group_user")
        report = self.env["ir.actions.report"].with_user(clerk)
        with self.assertRaises(AccessError):
            report._render_qweb_html(
                "customer_tiering.report_tier_review", self._standing().ids
            )
