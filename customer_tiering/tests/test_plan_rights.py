from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import GROUP
from .plan_common import PlanCommon


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
        self._check_rights(self.RIGHTS)

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
