from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .class_common import ClassCommon
from .common import TODAY


@tagged("post_install", "-at_install")
class TestClass(ClassCommon):
    """Points, scores and the classes that follow from them [CT-16]."""

    def test_score_is_the_weighted_mean(self):
        self.model._rate(TODAY)
        # 900,000 sales: 100 × 60; trend +200 %: 100 × 40
        self.assertEqual(self._rating(self.big).score, 100)
        self.assertEqual(self._rating(self.big).proposed_class_id, self.a)
        # 9,000 sales: 10 × 60; trend −97 %: 0 × 40
        self.assertEqual(self._rating(self.small).score, 6)
        self.assertEqual(self._rating(self.small).proposed_class_id, self.d)
        self.assertIn("sales: 10.0 points, weight 60", self._rating(self.small).detail)

    def test_limits_are_included(self):
        self.model.criterion_ids.filtered(lambda c: c.kind == "trend").unlink()
        for amount, points in ((50_000, 50), (49_999.99, 10), (4_999.99, 0)):
            customer = self._buyer(f"Buyer of {amount}", amount)
            self.model._rate(TODAY)
            with self.subTest(amount=amount):
                self.assertEqual(self._rating(customer).score, points)
        self.b.lower_limit = 50.0
        edge = self._buyer("Edge", 50_000)
        self.model._rate(TODAY)
        self.assertEqual(self._rating(edge).proposed_class_id, self.b)

    def test_credit_notes_and_dates_count(self):
        self._invoice(self.big, 895_000, kind="out_refund")
        self._invoice(self.big, 7_000_000, day=TODAY + timedelta(days=1))
        self.model._rate(TODAY)
        self.assertEqual(self._rating(self.big).score, 6)  # 5,000 are left

    def test_unknown_gets_its_own_points(self):
        trend = self.model.criterion_ids.filtered(lambda c: c.kind == "trend")
        trend.points_missing = 75
        fresh = self._buyer("Fresh", 600_000)
        self.model._rate(TODAY)
        self.assertEqual(self._rating(fresh).score, 90)

    def test_size_nature_payment_and_hand(self):
        industry = self.env["res.partner.industry"].create({"name": "Publishers"})
        self.big.industry_id = industry
        self._weigh_equally(industry)
        trust = self.model.criterion_ids[-1]
        for points in (20, 60):
            self.env["customer.class.judgment"].with_user(self.owner).create(
                {
                    "partner_id": self.big.id,
                    "criterion_id": trust.id,
                    "points": points,
                    "note": "Seen in the last project",
                }
            )
        self._pay(self.big)
        self.model._rate(TODAY + timedelta(days=60))
        # 90 for its industry, 100 as the largest of two, paid: 100, latest by hand: 60
        self.assertEqual(self._rating(self.big).score, (90 + 100 + 100 + 60) / 4)
        # unknown industry: 20, the smaller of two: 50, nothing paid: 0, by hand: 0
        self.assertEqual(self._rating(self.small).score, (20 + 50) / 4)

    def _weigh_equally(self, industry):
        self.model.criterion_ids = [
            Command.clear(),
            Command.create(
                {
                    "name": "Nature",
                    "kind": "nature",
                    "weight": 10,
                    "points_missing": 20,
                    "band_ids": [
                        Command.create({"industry_id": industry.id, "points": 90})
                    ],
                }
            ),
            Command.create({"name": "Size", "kind": "size", "weight": 10}),
            Command.create(
                {
                    "name": "Payment",
                    "kind": "payment",
                    "weight": 10,
                    "band_ids": [Command.create({"value": 50, "points": 100})],
                }
            ),
            Command.create({"name": "Trust", "kind": "manual", "weight": 10}),
        ]

    def _pay(self, customer):
        moves = self.env["account.move"].search([("partner_id", "=", customer.id)])
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=moves.ids
        )
        wizard.create({"group_payment": True})._create_payments()

    def test_rank_is_within_the_region(self):
        sales = self.model.criterion_ids.filtered(lambda c: c.kind == "sales")
        (self.model.criterion_ids - sales).unlink()
        sales.scale = "rank"
        far = self._buyer("Far", 100, customer_unit_id=self.south.id)
        self.model._rate(TODAY)
        self.assertEqual(self._rating(self.big).score, 100)
        self.assertEqual(self._rating(self.small).score, 50)
        self.assertEqual(self._rating(far).score, 100)

    def test_service_of_class_and_tier(self):
        self.assertEqual(self.big.visit_interval_days, 0)
        self.a.write(
            {"visit_interval_days": 30, "visit_by": "unit", "complaint_priority": "1"}
        )
        self.vip.write(
            {
                "visit_interval_days": 14,
                "follow_interval_days": 60,
                "visit_by": "center",
                "complaint_priority": "2",
            }
        )
        self.model._rate(TODAY)
        self._rating(self.big).with_user(self.head)._decide()
        standing = self.program._get_standing(self.big, create=True)
        standing.tier_id = self.vip
        self.big.invalidate_recordset()
        self.assertEqual(self.big.visit_interval_days, 14)
        self.assertEqual(self.big.follow_interval_days, 60)
        self.assertEqual(self.big.visit_by, "unit")
        self.assertEqual(self.big.complaint_priority, "2")

    def test_class_is_searchable(self):
        self.model._rate(TODAY)
        self._rating(self.big).with_user(self.head)._decide()
        partners = self.env["res.partner"].with_user(self.owner)
        both = [("id", "in", (self.big | self.small).ids)]
        for domain, found in (
            ([("customer_class_id", "=", self.a.id)], self.big),
            ([("customer_class_id", "=", False)], self.small),
            ([("customer_class_id", "!=", False)], self.big),
            ([("customer_class_id.name", "=", "A")], self.big),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(partners.search(both + domain), found)

    def test_merged_customers_keep_one_class(self):
        self.model._rate(TODAY)
        for customer in (self.big, self.small):
            self._rating(customer).with_user(self.head)._decide()
        self.model._rate(TODAY, partners=self.big)
        self.env.flush_all()
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._merge((self.big | self.small).ids, self.big)
        self.assertEqual(self.big.customer_class_id, self.a)
        self.assertEqual(
            sorted(self.big.class_rating_ids.mapped("state")),
            ["cancelled", "decided", "past"],
        )

    def test_classes_of_a_list_cost_the_same(self):
        self.model._rate(TODAY)
        one, many = self.big, self.big | self.small
        for partners in (one, many):
            partners.invalidate_recordset()
            with self.assertQueryCount(4):
                partners.mapped("customer_class_id")
