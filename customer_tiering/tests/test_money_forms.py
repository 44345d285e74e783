from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .money_common import MoneyCommon


@tagged("post_install", "-at_install")
class TestMoneyForms(MoneyCommon):
    """Forms as each role fills them in; lists of many records."""

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
