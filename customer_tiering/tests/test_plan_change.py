from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .plan_common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlanChange(PlanCommon):
    """What is approved binds; a change is a new version [CT-25]."""

    def test_an_approved_plan_binds(self):
        self._review(self.plan)
        for user in (self.owner, self.service, self.center):
            plan = self.plan.with_user(user)
            for vals in (
                {"amount": 1},
                {"state": "draft"},
                {"budget_ids": [Command.clear()]},
                {"project": "Something else"},
            ):
                with self.subTest(user=user.login, vals=vals):
                    with self.assertRaises(UserError):
                        plan.write(vals)
        for line in (self.plan.budget_ids, self.plan.member_ids, self.plan.node_ids):
            with self.assertRaises(UserError):
                line[0].with_user(self.owner).unlink()
            with self.assertRaises(UserError):
                line[0].with_user(self.owner).copy()
        with self.assertRaises(UserError):
            self.plan.budget_ids[0].with_user(self.owner).amount = 9
        with self.assertRaises(UserError):
            self.plan.with_user(self.owner).unlink()
        self.assertEqual(self.plan.budget_total, 3_000)

    def test_forged_values_are_refused(self):
        for vals in (
            {"state": "approved"},
            {"origin_id": self.plan.id},
            {"version": 7},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self._plan(**vals)
        for line, vals in (
            (self.plan.node_ids, {"state": "kept"}),
            (self.plan.member_ids, {"date_briefed": self.today}),
            (self.plan.budget_ids, {"origin_id": self.plan.budget_ids[0].id}),
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                line[0].with_user(self.owner).write(vals)
        review = self.env["customer.plan.review"].with_user(self.service)
        with self.assertRaises(AccessError):
            review.create({"plan_id": self.plan.id, "role": "service"})
        defaults = self.env["customer.plan.node"].with_user(self.owner)
        node = defaults.with_context(default_state="kept").create(
            {
                "plan_id": self.plan.id,
                "name": "Forged",
                "date_planned": self.today,
                "user_id": self.owner.id,
            }
        )
        self.assertEqual(node.state, "open")

    def test_a_change_goes_to_the_committee(self):
        self._review(self.plan)
        self._execute(self.plan)
        self._spend(self.plan, 1_500)
        self.plan.node_ids.with_user(self.service)._report_kept("Samples accepted")
        change = self.plan.with_user(self.owner)._change("The customer wants more")
        self.assertEqual((change.state, change.version), ("draft", 2))
        self.assertEqual(change.name, self.plan.name)
        self.assertTrue(change.needs_committee)  # though it is small
        self.assertEqual(self.plan.state, "execution")
        self.assertFalse(change.member_ids.filtered("date_briefed"))
        samples = change.budget_ids[0]
        samples.amount = 1_499
        with self.assertRaises(UserError):
            change._submit()
        self.assertEqual(change.state, "draft")
        samples.amount = 4_000
        self._spend(self.plan, 100)  # the old version still binds
        self._review(change)
        self.assertEqual(change.state, "committee")
        for member in self.members[:2]:
            self._say(change, member, "committee")
        self.assertEqual(change.state, "approved")
        self.assertEqual(self.plan.state, "superseded")
        self.assertEqual(self.plan.change_count, 1)
        domain = self.plan.action_open_changes()["domain"]
        self.assertEqual(self.env["customer.plan"].search(domain), change)
        self.assertEqual(change.action_open_origin()["res_id"], self.plan.id)
        self.assertEqual((samples.used, samples.free), (1_600, 2_400))
        self.assertEqual(change.node_ids.report, "Samples accepted")
        with self.assertRaises(UserError):
            self._spend(self.plan, 1)
        self._execute(change)
        self._spend(change, 2_400)
        self.assertEqual(samples.free, 0)

    def test_one_change_at_a_time_with_a_reason(self):
        with self.assertRaises(UserError):
            self.plan.with_user(self.owner)._change("It does not bind yet")
        self._review(self.plan)
        with self.assertRaises(UserError):
            self.plan.with_user(self.owner)._change(" ")
        self.assertFalse(self.plan.change_ids)
        self.plan.with_user(self.owner)._change("More albums")
        with self.assertRaises(UserError):
            self.plan.with_user(self.owner)._change("Again")
        self.assertEqual(len(self.plan.change_ids), 1)
        self.plan.change_ids.action_cancel()
        self.assertTrue(self.plan.with_user(self.owner)._change("Fewer albums"))
