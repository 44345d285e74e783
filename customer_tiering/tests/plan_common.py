"""A plan with budget, members and a control point, and those who decide on it."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

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
