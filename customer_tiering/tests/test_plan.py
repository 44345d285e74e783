from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import GROUP
from .plan_common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlan(PlanCommon):
    """Service reviews, the committee decides [CT-24]."""

    def test_small_plan_needs_no_committee(self):
        self.assertFalse(self.plan.needs_committee)
        self._review(self.plan)
        self.assertEqual(self.plan.state, "approved")
        self.assertEqual(self.plan.date_approved, self.today)
        self.assertRegex(self.plan.name, r"^COP/\d{4}/\d{5}$")

    def test_limit_is_included_and_zero_means_all(self):
        for amount, limit, expected in (
            (99_999.99, 100_000, False),
            (100_000, 100_000, True),
            (1, 0, True),
        ):
            self.company.customer_plan_limit = limit
            self.plan.amount = amount
            self.plan.invalidate_recordset(["needs_committee"])
            with self.subTest(amount=amount, limit=limit):
                self.assertEqual(self.plan.needs_committee, expected)

    def test_class_or_tier_has_its_own_limit(self):
        standing = self.program._get_standing(self.customer, create=True)
        standing.tier_id = self.vip
        self.vip.plan_limit = 10_000
        self.plan.invalidate_recordset()
        self.customer.invalidate_recordset()
        self.assertEqual(self.plan.committee_limit, 10_000)
        self.assertTrue(self.plan.needs_committee)

    def test_committee_signs(self):
        plan = self._plan(amount=200_000)
        self._review(plan)
        self.assertEqual(plan.state, "committee")
        first, second, _third = self.members
        self._say(plan, first, "committee")
        self.assertEqual((plan.state, plan.vote_count), ("committee", 1))
        with self.assertRaises(UserError):
            self._say(plan, first, "committee")
        self.assertEqual(plan.vote_count, 1)
        self._say(plan, second, "committee")
        self.assertEqual(plan.state, "approved")
        votes = plan.review_ids.filtered(lambda r: r.role == "committee")
        self.assertEqual(set(votes.user_id), {first, second})
        self.assertTrue(all(votes.mapped("date_signed")))

    def test_those_who_decide_are_told(self):
        def told(user):
            return self.env["mail.message"].search_count(
                [
                    ("model", "=", "customer.plan"),
                    ("res_id", "=", plan.id),
                    ("partner_ids", "in", user.partner_id.ids),
                ]
            )

        plan = self._plan(amount=200_000)
        plan.with_user(self.owner)._submit()
        self.assertEqual((told(self.service), told(self.members[0])), (1, 0))
        self._say(plan, self.service, "service")
        plan.with_user(self.service)._pass_on()
        self.assertEqual((told(self.service), told(self.members[0])), (1, 1))
        self.assertEqual((told(self.owner), told(self.seller)), (0, 0))

    def test_one_against_returns_the_plan(self):
        plan = self._plan(amount=200_000)
        self._review(plan)
        self._say(plan, self.members[0], "committee")
        with self.assertRaises(UserError):
            self._say(plan, self.members[1], "committee", consent=False, note=" ")
        self.assertEqual(plan.state, "committee")
        self._say(plan, self.members[1], "committee", False, "Too vague")
        self.assertEqual((plan.state, plan.round), ("draft", 2))
        self.assertEqual(plan.return_reason, "Too vague")
        # earlier signatures are history: everything is signed again
        self._review(plan)
        self.assertEqual((plan.state, plan.vote_count), ("committee", 0))

    def test_service_must_be_heard(self):
        self.plan.with_user(self.owner)._submit()
        with self.assertRaises(UserError):
            self.plan.with_user(self.service)._pass_on()
        self._say(self.plan, self.service, "service", False, "Payment is unclear")
        with self.assertRaises(UserError):
            self.plan.with_user(self.service)._pass_on()
        self.assertEqual(self.plan.state, "service")
        self._say(self.plan, self.service, "service")
        self.plan.with_user(self.service)._pass_on()
        self.assertEqual(self.plan.state, "approved")

    def test_finance_and_experts_must_be_heard(self):
        plan = self._plan(
            financing="Leasing by the bank", expert_ids=[Command.set(self.expert.ids)]
        )
        plan.with_user(self.owner)._submit()
        self._say(plan, self.service, "service")
        for user, role in ((self.finance, "finance"), (self.expert, "expert")):
            with self.assertRaises(UserError):
                plan.with_user(self.service)._pass_on()
            self.assertEqual(plan.state, "service")
            self._say(plan, user, role)
        plan.with_user(self.service)._pass_on()
        self.assertEqual(plan.state, "approved")

    def test_wrong_roles_have_no_voice(self):
        plan = self._plan(amount=200_000)
        plan.with_user(self.owner)._submit()
        for user, role in (
            (self.city, "service"),
            (self.service, "finance"),
            (self.service, "expert"),
            (self.center, "committee"),
        ):
            with self.subTest(role=role), self.assertRaises(UserError):
                self._say(plan, user, role)
        self.assertFalse(plan.review_ids)
        self._say(plan, self.service, "service")
        plan.with_user(self.service)._pass_on()
        with self.assertRaises(AccessError):
            self._say(plan, self.service, "committee")
        self.assertEqual(plan.vote_count, 0)

    def test_nobody_reviews_his_own_plan(self):
        self.owner.group_ids += self.env.ref(GROUP + "service") | self.env.ref(
            GROUP + "committee"
        )
        plan = self._plan(amount=200_000)
        plan.with_user(self.owner)._submit()
        with self.assertRaises(UserError):
            self._say(plan, self.owner, "service")
        with self.assertRaises(UserError):
            plan.with_user(self.owner)._pass_on()
        self.assertEqual(plan.state, "service")
        self._say(plan, self.service, "service")
        plan.with_user(self.service)._pass_on()
        with self.assertRaises(UserError):
            self._say(plan, self.owner, "committee")
        self.assertEqual(plan.vote_count, 0)

    def test_reviewer_does_not_sign_for_the_committee(self):
        self.service.group_ids += self.env.ref(GROUP + "committee")
        plan = self._plan(amount=200_000)
        self._review(plan)
        with self.assertRaises(UserError):
            self._say(plan, self.service, "committee")
        self.assertEqual((plan.state, plan.vote_count), ("committee", 0))

    def test_incomplete_plans_stay_drafts(self):
        for vals in (
            {"need": False},
            {"amount": 0},
            {"node_ids": [Command.clear()]},
            {"amount": 2_999},  # less than its budget
        ):
            plan = self._plan()
            plan.write(vals)
            with self.subTest(vals=vals), self.assertRaises(UserError):
                plan._submit()
            self.assertEqual(plan.state, "draft")

    def test_service_improves_sales_waits(self):
        self.plan.with_user(self.owner)._submit()
        with self.assertRaises(UserError):
            self.plan.with_user(self.owner).delivery_cycle = "20 days"
        with self.assertRaises(UserError):
            self.plan.budget_ids[0].with_user(self.owner).amount = 2_500
        self.assertEqual(self.plan.budget_total, 3_000)
        with Form(self.plan.with_user(self.service)) as form:
            form.delivery_cycle = "25 days"
        self.plan.budget_ids[0].with_user(self.service).amount = 1_500
        self.assertEqual(self.plan.delivery_cycle, "25 days")
        self.assertEqual(self.plan.budget_total, 2_500)
        self.plan.with_user(self.service)._return_to_draft("Name the supplier")
        self.plan.with_user(self.owner).delivery_cycle = "20 days"
        self.assertEqual(self.plan.state, "draft")
        self.assertEqual(self.plan.return_reason, "Name the supplier")
