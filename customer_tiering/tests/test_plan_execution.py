from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .plan_common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlanExecution(PlanCommon):
    """Briefing, control points and money of approved plans [CT-25]."""

    def test_execution_needs_the_briefing(self):
        self._review(self.plan)
        with self.assertRaises(UserError):
            self.plan.with_user(self.owner)._start()
        self.assertEqual(self.plan.state, "approved")
        other = self.plan.member_ids.filtered(lambda m: m.user_id == self.seller)
        with self.assertRaises(UserError):
            other.with_user(self.owner).action_confirm()
        self.assertFalse(other.date_briefed)
        self._execute(self.plan)
        self.assertEqual(self.plan.state, "execution")
        self.assertEqual(self.plan.activity_ids.user_id, self.service)

    def test_supervision_at_the_control_points(self):
        self._review(self.plan)
        self._execute(self.plan)
        node = self.plan.node_ids
        with self.assertRaises(UserError):
            self.plan.with_user(self.owner)._close("Done")
        with self.assertRaises(UserError):
            node.with_user(self.owner)._report_kept("All well")
        self.assertEqual((node.state, self.plan.state), ("open", "execution"))
        wizard = self.env["customer.reason"].with_user(self.service)
        action = node.with_user(self.service).action_deviates()
        form = Form(wizard.with_context(**action["context"]))
        form.reason = "Samples are late"
        form.save().action_apply()
        self.assertEqual(node.state, "deviates")
        self.assertEqual(node.report, "Samples are late")
        self.assertEqual(self.plan.activity_ids.user_id, self.owner)
        self.plan.with_user(self.owner)._close("Albums delivered")
        self.assertEqual(self.plan.state, "closed")
        self.assertEqual(self.plan.result, "Albums delivered")

    def test_late_points(self):
        self._review(self.plan)
        self._execute(self.plan)
        self.assertFalse(self.plan.is_late)
        node = self.plan.node_ids
        node._write_gated({"date_planned": self.today - timedelta(days=1)})
        self.assertTrue(self.plan.is_late)
        late = self.env["customer.plan"].search([("is_late", "=", True)])
        self.assertIn(self.plan, late)
        node.with_user(self.service)._report_kept("Seen")
        self.assertFalse(self.plan.is_late)

    def test_money_for_its_purpose_only(self):
        self._review(self.plan)
        with self.assertRaises(UserError):
            self._spend(self.plan, 100)
        self._execute(self.plan)
        self._spend(self.plan, 1_500)
        with self.assertRaises(UserError):
            self._spend(self.plan, 500.01)
        self._spend(self.plan, 500)
        samples = self.plan.budget_ids[0]
        self.assertEqual((samples.used, samples.free), (2_000, 0))
        with self.assertRaises(UserError):
            self._spend(self.plan, 0.01)
        wrong = self._spend(self.plan, -200)
        self.assertEqual(samples.free, 200)
        with self.assertRaises(UserError):
            self._spend(self.plan, -1_800.01)
        for change in (
            lambda: wrong.sudo().write({"amount": -1}),
            lambda: wrong.with_user(self.owner).unlink(),
        ):
            with self.assertRaises(UserError):
                change()
        self.assertEqual(self.plan.budget_used, 1_800)

    def test_two_at_once_do_not_spend_the_same(self):
        self._review(self.plan)
        self._execute(self.plan)
        self.env.flush_all()
        self.cr.execute(
            "SELECT xmin::text FROM customer_plan_budget WHERE id = %s",
            self.plan.budget_ids[0].ids,
        )
        before = self.cr.fetchone()
        with self.cr.savepoint():  # a new subtransaction has its own number
            self._spend(self.plan, 10)
            self.cr.execute(
                "SELECT xmin::text FROM customer_plan_budget WHERE id = %s",
                self.plan.budget_ids[0].ids,
            )
            # the row was written: a parallel transaction fails and starts again
            self.assertNotEqual(self.cr.fetchone(), before)
