from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import GROUP, TierCommon


class PlanCommon(TierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.service = cls._user("plan_service", GROUP + "service")
        cls.finance = cls._user("plan_finance", GROUP + "finance")
        cls.expert = cls._user("plan_expert", "sales_team.group_sale_salesman")
        cls.members = [
            cls._user(f"plan_member_{number}", GROUP + "committee")
            for number in (1, 2, 3)
        ]
        cls.customer = cls._customer("Airline")
        cls.company.customer_plan_limit = 100_000
        cls.plan = cls._plan()

    @classmethod
    def _plan(cls, **vals):
        return (
            cls.env["customer.plan"]
            .with_user(cls.owner)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "project": "Anniversary albums",
                    "need": "A present for regular passengers",
                    "amount": 50_000,
                    "delivery_cycle": "30 days",
                    "payment_note": "Half in advance",
                    "budget_ids": [
                        Command.create({"name": "Samples", "amount": 2_000}),
                        Command.create({"name": "Travel", "amount": 1_000}),
                    ],
                    "member_ids": [
                        Command.create({"user_id": cls.owner.id, "task": "Sales"}),
                        Command.create({"user_id": cls.seller.id, "task": "Delivery"}),
                    ],
                    "node_ids": [
                        Command.create(
                            {
                                "name": "Samples accepted",
                                "date_planned": cls.today + timedelta(days=10),
                                "user_id": cls.service.id,
                            }
                        )
                    ],
                    **vals,
                }
            )
        )

    def _say(self, plan, user, role, consent=True, note="Fine"):
        return (
            self.env["customer.plan.review"]
            .with_user(user)
            ._give(plan.with_user(user), role, consent, note)
        )

    def _review(self, plan):
        plan.with_user(self.owner)._submit()
        self._say(plan, self.service, "service")
        plan.with_user(self.service)._pass_on()

    def _execute(self, plan):
        plan.member_ids.invalidate_recordset()
        for member in plan.member_ids.filtered(lambda m: not m.date_briefed):
            member.with_user(member.user_id).action_confirm()
        plan.with_user(self.owner)._start()

    def _spend(self, plan, amount, purpose="Samples", user=None):
        budget = plan.budget_ids.filtered(lambda b: b.name == purpose)
        return (
            self.env["customer.plan.spending"]
            .with_user(user or self.owner)
            .create({"budget_id": budget.id, "amount": amount, "reference": "B-1"})
        )


@tagged("post_install", "-at_install")
class TestPlan(PlanCommon):
    """Graded review of operating plans, and what binds [CT-24, CT-25]."""

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


@tagged("post_install", "-at_install")
class TestPlanRights(PlanCommon):
    """Who may read, write, create and delete plans and their parts."""

    RIGHTS = {
        "customer.plan": {
            **{"seller": "r", "owner": "rwcu", "service": "rw", "finance": "r"},
            "committee": "r",
        },
        "customer.plan.budget": {"seller": "r", "owner": "rwcu", "service": "rwcu"},
        "customer.plan.member": {"seller": "r", "owner": "rwcu", "service": "rwcu"},
        "customer.plan.node": {"seller": "r", "owner": "rwcu", "service": "rwcu"},
        "customer.plan.spending": {"seller": "r", "owner": "rc", "finance": "rc"},
        "customer.plan.review": {
            **{"seller": "r", "owner": "r", "service": "r", "finance": "r"},
            "committee": "r",
        },
    }

    def test_rights(self):
        self.committee = self.members[0]
        names = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
        for model, roles in self.RIGHTS.items():
            for role, rights in roles.items():
                records = self.env[model].with_user(getattr(self, role))
                for letter, name in names.items():
                    with self.subTest(model=model, role=role, operation=name):
                        self.assertEqual(records.has_access(name), letter in rights)

    def test_those_with_a_part_in_it(self):
        stranger = self._user("plan_stranger", GROUP + "user")
        for user, sees in (
            (self.owner, True),
            (self.seller, True),  # in the team
            (self.service, True),
            (self.finance, True),
            (self.members[0], True),
            (self.city, True),
            (self.expert, False),
            (stranger, False),
        ):
            found = (
                self.env["customer.plan"]
                .with_user(user)
                .search([("id", "=", self.plan.id)])
            )
            lines = (
                self.env["customer.plan.budget"]
                .with_user(user)
                .search([("plan_id", "=", self.plan.id)])
            )
            with self.subTest(user=user.login):
                self.assertEqual(bool(found), sees)
                self.assertEqual(bool(lines), sees)
        self.plan.expert_ids = self.expert
        self.assertTrue(self.plan.with_user(self.expert).has_access("read"))

    def test_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        manager = self._user("plan_manager", GROUP + "manager")
        manager.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        env = self.env(user=manager, context={"allowed_company_ids": other.ids})
        self.assertFalse(env["customer.plan"].search([("id", "=", self.plan.id)]))
        with self.assertRaises(AccessError):
            self.plan.with_env(env).read(["project"])

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
