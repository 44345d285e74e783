from datetime import date, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, tagged

from ..tools.gift_limits import Limits, judge
from .gift_common import GiftCommon


@tagged("post_install", "-at_install")
class TestJudge(BaseCase):
    def test_to_the_cent(self):
        limits = Limits(100, 150, 300, 0)
        for items, near, year, found in (
            ([100], 0, 0, set()),
            ([100.01], 0, 0, {"gift"}),
            ([75, 75], 0, 0, set()),
            ([75, 75.01], 0, 0, {"recipient"}),
            ([0.1, 0.2], 149.7, 149.7, set()),
            ([50], 100.01, 100.01, {"recipient"}),
            ([100], 0, 200, set()),
            ([100], 0, 200.01, {"year"}),
        ):
            with self.subTest(items=items, near=near, year=year):
                self.assertEqual(judge(items, near, year, limits), found)

    def test_undecided_and_officials(self):
        none = Limits(0, 0, 0, 0)
        self.assertEqual(judge([1], 0, 0, none), {"undecided"})
        self.assertEqual(judge([1], 0, 0, none, barred=True), {"official", "undecided"})
        some = Limits(100, 100, 100, 20)
        self.assertEqual(judge([20], 0, 0, some, barred=True), set())
        self.assertEqual(judge([20], 0, 0.01, some, barred=True), {"official"})


@tagged("post_install", "-at_install")
class TestGiftLimits(GiftCommon):
    """Limits per gift, recipient and year; officials; compliance [CT-27]."""

    def test_within_limits_needs_no_compliance(self):
        gift = self._submitted((self.buyer, 100))
        self.assertEqual(gift.finding, "ok")
        self.assertFalse(gift.needs_compliance)
        gift.with_user(self.city)._approve()
        self.assertEqual(gift.state, "approved")

    def test_over_limit_goes_to_compliance(self):
        self.company.gift_compliance_id = self.compliance
        gift = self._submitted((self.buyer, 100.01))
        self.assertEqual(gift.finding, "over")
        self.assertTrue(gift.needs_compliance)
        gift.with_user(self.city)._approve()
        self.assertEqual(gift.state, "compliance")
        self.assertEqual(gift.activity_ids.user_id, self.compliance)
        self.assertRefused(UserError, gift, gift._give, self.today)
        self.assertRefused(
            AccessError, gift, gift.with_user(self.province)._approve_compliance
        )
        self.assertRefused(
            AccessError, gift, gift.with_user(self.city)._refuse, "changed my mind"
        )
        gift.with_user(self.compliance).action_approve_compliance()
        self.assertEqual(gift.state, "approved")
        self.assertEqual(gift.compliance_id, self.compliance)
        self.assertIn("over the limit per gift", gift.decision_note)
        self.assertEqual(gift.activity_ids.user_id, self.seller)  # records the giving
        gift._give(self.today)
        self.assertEqual(gift.state, "given")

    def test_compliance_decides_on_nothing_of_its_own(self):
        self.city.group_ids |= self.env.ref("customer_tiering.group_tier_compliance")
        gift = self._submitted((self.buyer, 101))
        gift.with_user(self.city)._approve()
        self.assertRefused(
            UserError, gift, gift.with_user(self.city)._approve_compliance
        )
        own = self._submitted((self.planner, 101), user=self.compliance)
        own.with_user(self.city)._approve()
        self.assertRefused(UserError, own, own._approve_compliance)
        self.assertRefused(UserError, own, own._refuse, "mine")
        gift.with_user(self.compliance)._refuse("Too much")
        self.assertEqual((gift.state, gift.compliance_id), ("refused", self.compliance))

    def test_block_policy(self):
        self.company.gift_over_limit = "block"
        gift = self._gift((self.buyer, 101))
        text = self.assertRefused(UserError, gift, gift._submit)
        self.assertIn("The Buyer: over the limit per gift", text)
        gift.line_ids.unit_value = 100
        gift._submit()
        self.assertEqual(gift.state, "submitted")
        self.company.gift_limit_gift = 99  # decided anew before the approval
        self.assertRefused(UserError, gift, gift.with_user(self.city)._approve)

    def test_undecided_is_seen_and_needs_compliance(self):
        self._limits(100, 150, 0)
        gift = self._submitted((self.buyer, 5))
        self.assertEqual(gift.finding, "undecided")
        self.assertIn("has not decided", gift.finding_note)
        gift.with_user(self.city)._approve()
        self.assertEqual(gift.state, "compliance")
        self.company.gift_over_limit = "block"  # undecided is not over a limit
        other = self._submitted((self.planner, 5))
        self.assertTrue(other.needs_compliance)

    def test_year_counts_requests_of_colleagues(self):
        self._limits(200, 200, 250, gift_split_days=0)
        with freeze_time(date(self.today.year, 1, 10)):
            self.today = fields.Date.today()
            self._given((self.buyer, 150))
        self.today = fields.Date.today()
        first = self._submitted((self.buyer, 100), user=self.other_seller)
        self.assertEqual(first.line_ids.year_before, 150)
        self.assertEqual(first.finding, "ok")
        second = self._gift((self.buyer, 0.01))
        self.assertEqual(second.line_ids.year_before, 250)
        self.assertEqual(second.finding, "over")
        self.assertIn("per year", second.finding_note)
        first._cancel("Not needed")
        second.invalidate_recordset()
        self.assertEqual(second.finding, "ok")
        next_year = self._gift(
            (self.buyer, 200), date_planned=date(self.today.year + 1, 1, 1)
        )
        self.assertEqual(next_year.line_ids.year_before, 0)

    def test_split_gifts_add_up(self):
        self._submitted((self.buyer, 100))
        near = self._gift(
            (self.buyer, 100), date_planned=self.today + timedelta(days=30)
        )
        self.assertIn("per recipient", near.finding_note)
        far = self._gift(
            (self.buyer, 100), date_planned=self.today + timedelta(days=31)
        )
        self.assertNotIn("per recipient", far.finding_note or "")
        self.assertEqual(self._gift((self.buyer, 60), (self.buyer, 60)).finding, "over")

    def test_declined_and_refused_do_not_count(self):
        gift = self._approved((self.buyer, 90))
        other = self._gift((self.buyer, 90))
        self.assertEqual(other.line_ids.year_before, 90)
        self.assertEqual(gift.line_ids.counted_value, 90)
        gift._give(self.today, gift.line_ids)
        self.assertEqual(gift.line_ids.counted_value, 0)
        self.assertEqual(gift.line_ids.value, 90)
        other.invalidate_recordset()
        other.line_ids.invalidate_recordset()
        self.assertEqual(other.line_ids.year_before, 0)

    def test_decision_keeps_what_was_known(self):
        self._limits(500, 500, 500)
        gift = self._approved((self.buyer, 90))
        self._approved((self.buyer, 60))
        gift.line_ids.invalidate_recordset()
        self.assertEqual(gift.line_ids.year_before, 0)

    def test_official_gets_nothing(self):
        gift = self._gift((self.buyer, 10), (self.official, 0.01))
        self.assertEqual(gift.finding, "official")
        text = self.assertRefused(UserError, gift, gift._submit)
        self.assertIn("The Inspector", text)
        self.assertNotIn("The Buyer", text)
        nurse = self._person("The Nurse", is_health_professional=True)
        doctor = self._gift((nurse, 1))
        self.assertRefused(UserError, doctor, doctor._submit)
        self.customer.is_public_official = True
        staff = self._gift((self.planner, 1))
        self.assertTrue(staff.line_ids.is_barred)
        self.assertRefused(UserError, staff, staff._submit)

    def test_official_between_the_steps(self):
        submitted = self._submitted((self.buyer, 10))
        approved = self._approved((self.planner, 10))
        (self.buyer | self.planner).is_public_official = True
        self.assertRefused(
            UserError, submitted, submitted.with_user(self.city)._approve
        )
        self.assertRefused(UserError, approved, approved._give, self.today)
        self.assertFalse(approved.line_ids.outcome)

    def test_official_within_an_amount_the_company_sets(self):
        self.company.gift_limit_official = 20
        gift = self._approved((self.official, 20))
        self.assertTrue(gift.line_ids.was_barred)
        more = self._gift((self.official, 1))
        self.assertRefused(UserError, more, more._submit)

    def test_mark_of_an_official_is_taken_by_compliance_only(self):
        for user in (self.seller, self.city, self.center):
            user.group_ids |= self.env.ref("base.group_partner_manager")
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.official.with_user(user).is_public_official = False
            self.assertTrue(self.official.is_public_official)
        self.planner.with_user(self.seller).is_public_official = True
        self.compliance.group_ids |= self.env.ref("base.group_partner_manager")
        self.official.with_user(self.compliance).is_public_official = False
        self.assertFalse(self.official.is_public_official)

    def test_given_in_another_year(self):
        self._limits(200, 200, 200, gift_split_days=0)
        with freeze_time("2026-12-30"):
            self.today = fields.Date.today()
            gift = self._approved((self.buyer, 150))
        with freeze_time("2027-01-05"):
            self.today = fields.Date.today()
            self._given((self.buyer, 100), user=self.other_seller)
            text = self.assertRefused(UserError, gift, gift._give, self.today)
            self.assertIn("no longer within the limits", text)
            gift._give(date(2026, 12, 31))
        self.assertEqual(gift.line_ids.date, date(2026, 12, 31))

    def test_partner_shows_the_year(self):
        self._given((self.buyer, 90), (self.planner, 40))
        self._submitted((self.buyer, 10), user=self.other_seller)
        buyer, customer = (
            p.with_user(self.seller) for p in (self.buyer, self.customer)
        )
        self.assertEqual((buyer.gift_year_value, buyer.gift_count), (100, 2))
        self.assertEqual((customer.gift_year_value, customer.gift_count), (140, 3))
        action = buyer.action_view_gifts()
        rows = self.env["customer.gift.line"].with_user(self.seller)
        self.assertEqual(rows.search_count(action["domain"]), 1)  # own ones only

    def test_constant_queries(self):
        people = [self._person(f"Person {n}") for n in range(12)]
        few = self._gift(*((p, 5) for p in people[:2]))
        gifts = self.env["customer.gift"]
        for person in people:
            gifts |= self._gift((person, 5), (self.buyer, 1))
        counts = []
        for records in (few, gifts):
            self.env.flush_all()
            self.env.invalidate_all()
            records.with_user(self.city).mapped("line_ids.finding")
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            records.with_user(self.city).mapped("finding")
            records.with_user(self.city).line_ids.mapped("year_before")
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0])
        counts = []
        for ids in (people[0].ids, people[0].ids, [p.id for p in people]):
            partners = self.env["res.partner"].with_user(self.city).browse(ids)
            self.env.invalidate_all()
            partners.mapped("name")
            start = self.env.cr.sql_log_count
            partners.mapped("gift_year_value")
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[1], counts[2])  # the first one warms up
