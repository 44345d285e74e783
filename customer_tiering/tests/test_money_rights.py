from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

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

    # ---- forms

    def test_request_form_of_each_salesperson(self):
        for user in (self.seller, self.owner, self.city, self.center):
            form = Form(self.env["customer.expense.request"].with_user(user))
            form.partner_id = self.prospect
            form.purpose = "Tender"
            with form.line_ids.new() as line:
                line.kind = "travel"
                line.name = "Train"
                line.price_unit = 80
            request = form.save()
            self.assertEqual(request.amount_total, 80)
            self.assertEqual(request.user_id, user)
            self.assertEqual(request.line_ids.budget_line_id, self.general)
            request._submit()
            self.assertEqual(request.state, "submitted")

    def test_costs_form(self):
        request = self._approved()
        with Form(request) as form, form.line_ids.edit(0) as line:
            line.payee_id = self.supplier
            line.document_ref = "R-7"
            line.date_document = request.date_approved
            line.amount_actual = 40
        self.assertEqual(request.amount_actual, 40)

    def test_budget_form(self):
        for user in (self.city, self.finance):
            form = Form(self.env["customer.budget"].with_user(user))
            form.name = "Next year"
            form.date_from = date(2027, 1, 1)
            form.date_to = date(2027, 12, 31)
            with form.line_ids.new() as line:
                line.name = "Events"
                line.kind = "event"
                line.amount = 700
            self.assertEqual(form.save().amount_free, 700)

    def test_statement_and_advance_form(self):
        form = Form(self.env["customer.statement"].with_user(self.seller))
        form.month = date(2026, 9, 20)
        statement = form.save()
        self.assertEqual(statement.date_from, date(2026, 9, 1))
        for user in (self.clerk, self.city, self.finance):
            Form(statement.with_user(user))
        form = Form(self.env["customer.expense.advance"].with_user(self.seller))
        form.request_id = self._approved()
        form.amount = 5
        advance = form.save()
        self.assertEqual(advance.user_id, self.seller)
        self.assertEqual(advance.company_id, self.company)

    def test_settings(self):
        self.env.user.group_ids += self.env.ref("base.group_system")
        form = Form(self.env["res.config.settings"])
        form.tier_advance_limit = 1234
        form.tier_statement_submit_day = 4
        form.save().execute()
        self.assertEqual(self.company.tier_advance_limit, 1234)
        self.assertEqual(self.company.tier_statement_submit_day, 4)
        for wrong in (
            {"tier_expense_rate": 101},
            {"tier_advance_limit": -1},
            {"tier_draw_count": -1},
        ):
            with self.assertRaises(UserError):
                self.company.write(wrong)

    # ---- on the customer

    def test_count_on_the_customer(self):
        branch = self._customer("Branch", parent_id=self.prospect.id, is_company=False)
        self._request()
        self._request(partner=branch)
        partners = self.prospect + branch + self.supplier
        for user, counts in ((self.seller, [2, 2, 0]), (self.other, [0, 0, 0])):
            partners.invalidate_recordset()
            seen = partners.with_user(user).mapped("expense_request_count")
            self.assertEqual(seen, counts)
        action = branch.with_user(self.seller).action_view_expense_requests()
        found = self.env["customer.expense.request"].search(action["domain"])
        self.assertEqual(len(found), 2)

    def test_count_of_many_customers_is_constant(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}", "is_company": True} for n in range(40)]
        )
        for partner in partners[:3]:
            self._request(partner=partner)
        self.env.flush_all()
        queries = []
        for some in (partners[:5], partners):
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            some.mapped("expense_request_count")
            queries.append(self.cr.sql_log_count - start)
        self.assertEqual(queries[0], queries[1])

    def test_lists_have_constant_queries(self):
        """Late statements, collection rates and contracts of many at once."""
        with freeze_time("2026-10-05"):
            for number in range(8):
                self._request(partner=self._customer(f"C{number}"))
        users = [
            self._user(f"m{n}", "sales_team.group_sale_salesman") for n in range(8)
        ]
        self.env["customer.statement"].create(
            [{"user_id": user.id, "month": "2026-10-01"} for user in users]
        )
        self.env.flush_all()
        for model, names in (
            ("customer.expense.request", ["has_contract", "collection_rate"]),
            ("customer.statement", ["is_late", "amount_due", "date_check_by"]),
        ):
            records = self.env[model].search([("company_id", "=", self.company.id)])
            queries = []
            for some in (records[:2], records[:2], records):
                self.env.invalidate_all()
                start = self.cr.sql_log_count
                some.read(names)
                queries.append(self.cr.sql_log_count - start)
            self.assertEqual(queries[1], queries[2], model)

    def test_found_by_number_and_customer(self):
        request = self._request()
        requests = self.env["customer.expense.request"].with_user(self.seller)
        for text in (request.name, "New Hosp"):
            self.assertIn(request.id, dict(requests.name_search(text)))
        self.assertEqual(request.display_name, f"{request.name} New Hospital")
