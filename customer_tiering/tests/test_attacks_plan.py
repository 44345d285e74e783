from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .plan_common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlanAttacks(PlanCommon):
    """The way through the committee cannot be cut short [CT-24]."""

    def test_reviewer_does_not_lower_the_amount_under_the_budget(self):
        plan = self._plan(amount=200_000)
        plan._submit()
        plan.with_user(self.service).amount = 100
        self._say(plan, self.service, "service")
        with self.assertRaisesRegex(UserError, "more than the project"):
            plan.with_user(self.service)._pass_on()
        self.assertEqual(plan.state, "service")

    def test_reviewer_does_not_empty_the_plan(self):
        plan = self._plan()
        plan._submit()
        plan.with_user(self.service).node_ids.unlink()
        self._say(plan, self.service, "service")
        with self.assertRaisesRegex(UserError, "lacks"):
            plan.with_user(self.service)._pass_on()
        self.assertEqual(plan.state, "service")

    def _heard(self):
        """A plan below the limit to which all who are asked said yes."""
        plan = self._plan(financing="A loan", expert_ids=self.expert.ids)
        plan.with_user(self.owner)._submit()
        for user, role in (
            *((self.service, "service"), (self.finance, "finance")),
            (self.expert, "expert"),
        ):
            self._say(plan, user, role)
        return plan.with_user(self.service)

    def test_opinions_are_on_what_was_read(self):
        """What reviewers change after an opinion is heard anew."""
        for change in (
            lambda plan: plan.write({"financing": "Two loans"}),
            lambda plan: plan.budget_ids[0].write({"amount": 40_000}),
            lambda plan: plan.budget_ids.create(
                {"plan_id": plan.id, "name": "Journeys", "amount": 5_000}
            ),
            lambda plan: plan.budget_ids[0].unlink(),
        ):
            plan = self._heard()
            change(plan)
            self.assertEqual(len(plan.review_ids), 3, "kept as history")
            with self.assertRaisesRegex(UserError, "Not heard yet: Customer service"):
                plan._pass_on()
            self.assertEqual(plan.state, "service")
            note = plan.sudo().message_ids[:1]
            self.assertIn("no longer count", note.body)
            self.assertIn(self.expert.partner_id, note.partner_ids)
            for user, role in (
                *((self.service, "service"), (self.finance, "finance")),
                (self.expert, "expert"),
            ):
                self._say(plan, user, role)
            plan._pass_on()
            self.assertEqual(plan.state, "approved")

    def test_one_more_expert_voids_no_opinion(self):
        plan = self._heard()
        plan.expert_ids |= self.seller
        with self.assertRaisesRegex(UserError, "Not heard yet: tier_seller"):
            plan._pass_on()
        self._say(plan, self.seller, "expert")
        plan.message_post(body="All heard")
        plan._pass_on()
        self.assertEqual(plan.state, "approved")

    def test_unfinished_opinion_is_its_writer_s(self):
        self.plan._submit()
        opinions = self.env["customer.plan.opinion"].with_user(self.service)
        mine = opinions.create(
            {"plan_id": self.plan.id, "role": "service", "note": "Too dear"}
        )
        for step in (
            mine.with_user(self.expert).read,
            mine.with_user(self.expert).action_object,
        ):
            with self.assertRaises(AccessError):
                step()
        self.assertFalse(self.plan.review_ids)
        self.assertEqual(mine.note, "Too dear")

    def test_line_taken_back_and_dropped_in_a_change(self):
        """Its spending stays where it was; the change can be approved."""
        plan = self.plan
        self._review(plan)
        self._execute(plan)
        self._spend(plan, 100)
        self._spend(plan, -100)
        self._spend(plan, 50, "Travel")
        change = plan._change("Without samples")
        change.budget_ids.filtered(lambda b: b.name == "Samples").unlink()
        self._review(change)
        for member in self.members[:2]:
            self._say(change, member, "committee")
        self.assertEqual((change.state, plan.state), ("approved", "superseded"))
        self.assertEqual(change.budget_used, 50)
        self.assertEqual(len(plan.budget_ids.spending_ids), 2)
