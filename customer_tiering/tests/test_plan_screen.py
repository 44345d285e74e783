from odoo.tests import Form, tagged

from .plan_common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlanScreen(PlanCommon):
    """Forms, print and counter of plans, and merged customers."""

    def test_forms_of_those_who_fill_them_in(self):
        form = Form(self.env["customer.plan"].with_user(self.owner))
        form.partner_id = self.customer
        form.project = "Calendars"
        form.amount = 10
        with form.budget_ids.new() as line:
            line.name = "Samples"
            line.amount = 5
        with form.member_ids.new() as line:
            line.user_id = self.owner
            line.task = "Sales"
        with form.node_ids.new() as line:
            line.name = "Accepted"
            line.date_planned = self.today
            line.user_id = self.service
        plan = form.save()
        self.assertEqual(plan.user_id, self.owner)
        plan.need, plan.delivery_cycle, plan.payment_note = "A", "B", "C"
        plan._submit()
        for user, role in ((self.service, "service"), (self.city, "sales")):
            action = plan.with_user(user).action_give_opinion()
            opinion = Form(
                self.env["customer.plan.opinion"]
                .with_user(user)
                .with_context(**action["context"])
            )
            self.assertEqual(opinion.role, role)
            opinion.is_specific = True
            opinion.save().action_consent()
        self.assertEqual(set(plan.review_ids.mapped("role")), {"sales", "service"})
        self.assertTrue(all(plan.review_ids.mapped("is_specific")))

    def test_print(self):
        self._review(self.plan)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "customer_tiering.report_customer_plan", self.plan.ids
        )
        text = html.decode()
        for part in (
            "业务运作方案",
            "Anniversary albums",
            "2,000.00",
            "Samples accepted",
            self.plan.name,
            self.service.name,
        ):
            self.assertIn(part, text)

    def test_counter_and_smart_button(self):
        self._plan(project="Second")
        cancelled = self._plan(project="Third")
        cancelled.action_cancel()
        customer = self.customer.with_user(self.owner)
        self.assertEqual(customer.plan_count, 2)
        action = customer.action_open_plans()
        self.assertEqual(self.env["customer.plan"].search_count(action["domain"]), 3)
        many = self.customer | self._customer("B") | self._customer("C")
        many.invalidate_recordset()
        many.mapped("commercial_partner_id")
        with self.assertQueryCount(1):
            many.mapped("plan_count")

    def test_merged_customers_keep_their_plans(self):
        self._review(self.plan)
        other = self._customer("Airways")
        self.env.flush_all()
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._merge((self.customer | other).ids, other)
        self.assertEqual(self.plan.commercial_partner_id, other)
        self.assertEqual(other.plan_count, 1)
        self.assertEqual(self.plan.state, "approved")
