from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import GROUP
from .money_common import MoneyCommon

#: model → {role: rights}; r read, w write, c create, d delete
RIGHTS = {
    "customer.budget": {
        "seller": "r",
        "city": "rwcd",
        "finance": "rwcd",
        "internal": "",
    },
    "customer.budget.line": {
        "seller": "r",
        "city": "rwcd",
        "finance": "rwcd",
        "internal": "",
    },
    "customer.expense.request": {
        "seller": "rwcd",
        "city": "rwcd",
        "finance": "rw",
        "internal": "",
    },
    "customer.expense.line": {
        "seller": "rwcd",
        "city": "rwcd",
        "finance": "r",
        "internal": "",
    },
    "customer.expense.release": {
        "seller": "r",
        "city": "r",
        "center": "r",
        "finance": "r",
        "internal": "",
    },
    "customer.expense.advance": {
        "seller": "rwcd",
        "city": "rwcd",
        "finance": "rw",
        "internal": "",
    },
    "customer.statement": {
        "seller": "rwcd",
        "clerk": "rwcd",
        "city": "rwcd",
        "finance": "rw",
        "internal": "",
    },
    "customer.statement.line": {
        "seller": "r",
        "clerk": "r",
        "center": "r",
        "finance": "r",
        "internal": "",
    },
    "customer.statement.draw": {
        "seller": "r",
        "clerk": "r",
        "city": "rw",
        "center": "rw",
        "finance": "r",
        "internal": "",
    },
}
LETTERS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}


@tagged("post_install", "-at_install")
class TestMoneyRights(MoneyCommon):
    """Who reads and writes what about money; forms as each role fills them in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.internal = cls._user("money_internal", "base.group_user")
        cls.portal = cls._user("money_portal", "base.group_portal")

    def test_rights_of_roles(self):
        for model, roles in RIGHTS.items():
            for role in (*roles, "portal"):
                wanted = set(roles.get(role, ""))
                records = self.env[model].with_user(getattr(self, role))
                held = {
                    letter
                    for letter, operation in LETTERS.items()
                    if records.has_access(operation)
                }
                self.assertEqual(held, wanted, f"{model} for {role}")

    def _documents(self, user):
        """One of each, of this salesperson."""
        with freeze_time("2026-10-05"):
            request = self._approved(
                partner=self._customer(f"Won by {user.name}"), user=user
            )
            self._document(request)
            advance = (
                self.env["customer.expense.advance"]
                .with_user(user)
                .create({"request_id": request.id, "amount": 10})
            )
            request.with_user(self.province)._grant_exception("Tender")
            request.with_user(self.finance)._release()
        statement = (
            self.env["customer.statement"]
            .with_user(user)
            .create({"month": "2026-10-01"})
        )
        statement.action_fill()
        draw = (
            self.env["customer.statement.draw"]
            .sudo()
            ._create_gated(
                [
                    {
                        "statement_id": statement.id,
                        "partner_id": request.partner_id.id,
                        "date": "2026-10-05",
                    }
                ]
            )
        )
        return [
            *(request, request.line_ids, request.release_ids, advance, statement),
            *(statement.line_ids, draw),
        ]

    def test_colleagues_do_not_see_each_other(self):
        """The team's leader sees the team, who decides sees all."""
        mine, theirs = self._documents(self.seller), self._documents(self.other)
        leader = self._user("money_leader", "sales_team.group_sale_salesman")
        self.team.user_id = leader
        for own, foreign in zip(mine, theirs, strict=True):
            both = own.sudo() + foreign.sudo()
            name = own._name
            seen = {
                user: self.env[name]
                .with_user(user)
                .search([("id", "in", both.ids)])
                .sudo()
                for user in (
                    *(self.seller, self.other, leader),
                    *(self.clerk, self.city, self.finance),
                )
            }
            self.assertEqual(seen[self.seller], own.sudo(), name)
            self.assertEqual(seen[self.other], foreign.sudo(), name)
            self.assertEqual(seen[leader], own.sudo(), name)
            for user in (self.clerk, self.city, self.finance):
                self.assertEqual(seen[user], both.sorted(), f"{name} {user.login}")
            with self.assertRaises(AccessError):
                foreign.with_user(self.seller).read(["company_id"])

    def test_other_companies_see_nothing(self):
        abroad = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "money_stranger",
            groups=f"{GROUP}manager,{GROUP}finance,{GROUP}clerk",
            company_id=abroad.id,
            company_ids=[Command.set(abroad.ids)],
        )
        away = self.env(user=stranger, context={"allowed_company_ids": abroad.ids})
        for records in (*self._documents(self.seller), self.budget, self.general):
            records = records.with_env(away)
            found = records.search([("id", "in", records.ids)])
            self.assertFalse(found, records._name)
            with self.assertRaises(AccessError):
                records.read(["company_id"])

    def test_salesperson_makes_documents_for_himself_only(self):
        for model, vals in (
            ("customer.expense.request", {"partner_id": self.prospect.id}),
            ("customer.statement", {"month": "2026-10-01"}),
        ):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.seller).create(
                    {**vals, "user_id": self.other.id}
                )

    def test_budget_of_another_company_is_refused(self):
        abroad = self.env["res.company"].create({"name": "Elsewhere"})
        budget = self.env["customer.budget"].create(
            {
                "name": "Abroad",
                "company_id": abroad.id,
                "date_from": "2026-01-01",
                "date_to": "2026-12-31",
                "line_ids": [Command.create({"name": "x", "amount": 99})],
            }
        )
        with self.assertRaises(UserError):
            self.env["customer.expense.request"].create(
                {
                    "partner_id": self.prospect.id,
                    "line_ids": [
                        Command.create(
                            {
                                "name": "x",
                                "kind": "test",
                                "price_unit": 1,
                                "budget_line_id": budget.line_ids.id,
                            }
                        )
                    ],
                }
            )
