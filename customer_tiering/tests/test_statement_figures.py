from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tests import tagged

from .statement_common import StatementCommon


@tagged("post_install", "-at_install")
class TestStatementFigures(StatementCommon):
    """Lines out of documents, expenses, settlement [CT-31, CT-33]."""

    def test_purchases_payments_and_rate_by_hand(self):
        """1000 + 250 − 50 bought in October, 400 of 800 from before paid then."""
        old = self._sold(self.prospect, 800, date(2026, 9, 10))
        self._pay_invoice(old, 300, date(2026, 9, 20))
        self._pay_invoice(old, 400, date(2026, 10, 2))
        self._pay_invoice(old, 100, date(2026, 11, 1))
        branch = self._customer("Branch", parent_id=self.prospect.id, is_company=False)
        self._sold(self.prospect, 1000, date(2026, 10, 1))
        self._sold(branch, 250, date(2026, 10, 31))
        self._sold(self.prospect, 50, date(2026, 10, 15), kind="out_refund")
        self._sold(self.prospect, 7000, date(2026, 11, 1))
        line = self._line(self._statement(), self.prospect)
        self.assertRecordValues(
            line,
            [
                {
                    "amount_purchase": 1200,
                    "amount_paid": 400,
                    "amount_open": 2000 - 700,
                    "collection_rate": 35.0,
                }
            ],
        )

    def test_what_a_former_company_bought(self):
        former = self._customer("Former", parent_id=self.prospect.id)
        self._sold(former, 250, date(2026, 10, 31))
        former.is_company = False
        statement = self._statement()
        line = self._line(statement, self.prospect)
        self.assertEqual(line.amount_purchase, 250)
        self.assertNotIn(former, statement.line_ids.partner_id)

    def test_the_mean_rate_is_of_those_who_owed_anything(self):
        self._pay_invoice(self._sold(self.prospect, 100, date(2026, 10, 5)), 50)
        idle = self._customer("Idle")
        refund = self._sold(idle, 10, date(2026, 10, 5))
        refund |= self._sold(idle, 10, date(2026, 10, 6), kind="out_refund")
        statement = self._statement()
        self.assertEqual(self._line(statement, idle).collection_rate, 0)
        lines = self.env["customer.statement.line"]
        domain = [("statement_id", "=", statement.id)]
        of_two = Domain(domain) & Domain("partner_id", "in", (self.prospect | idle).ids)
        [(rate,)] = lines._read_group(of_two, [], ["collection_rate:avg"])
        self.assertEqual(rate, 50)

    def test_reconciled_credit_note_is_no_payment(self):
        invoice = self._sold(self.prospect, 1000, date(2026, 10, 5))
        refund = self._sold(self.prospect, 1000, date(2026, 10, 6), kind="out_refund")
        (invoice + refund).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        self._sold(self.prospect, 200, date(2026, 10, 7))
        line = self._line(self._statement(), self.prospect)
        self.assertRecordValues(
            line,
            [{"amount_purchase": 200, "amount_paid": 0, "collection_rate": 0}],
        )

    def test_money_paid_back_counts_back(self):
        invoice = self._sold(self.prospect, 1000, date(2026, 10, 5))
        self._pay_invoice(invoice, day=date(2026, 10, 8))
        refund = self._sold(self.prospect, 250, date(2026, 10, 9), kind="out_refund")
        self._pay_invoice(refund, day=date(2026, 10, 12))
        line = self._line(self._statement(), self.prospect)
        self.assertRecordValues(
            line,
            [
                {
                    "amount_purchase": 750,
                    "amount_paid": 750,
                    "amount_open": 0,
                    "collection_rate": 100,
                }
            ],
        )

    def test_foreign_invoice_in_company_currency(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": dollar.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 0.125,
            }
        )
        move = self._sold(self.prospect, 100, date(2026, 10, 5), currency_id=dollar.id)
        self._pay_invoice(move, 50, date(2026, 10, 6))
        line = self._line(self._statement(), self.prospect)
        self.assertRecordValues(
            line,
            [{"amount_purchase": 800, "amount_paid": 400, "collection_rate": 50}],
        )

    def test_only_own_posted_documents_of_the_company(self):
        self._sold(self.prospect, 10, date(2026, 10, 5), self.other)
        draft = self._sold(self.supplier, 10, date(2026, 10, 5))
        draft.button_draft()
        statement = self._statement()
        statement.action_fill()
        self.assertFalse(statement.line_ids)
        theirs = self._statement(self.other)
        self.assertEqual(self._line(theirs, self.prospect).amount_purchase, 10)

    def test_filling_again_does_not_double(self):
        self._sold(self.prospect, 10, date(2026, 10, 5))
        statement = self._statement()
        for _time in range(2):
            statement.action_fill()
            self.assertEqual(len(statement.line_ids), 1)
            self.assertEqual(statement.amount_purchase, 10)

    def test_lines_are_fresh_when_handed_in_and_stay_then(self):
        statement = self._statement()
        statement.action_fill()
        self._sold(self.prospect, 10, date(2026, 10, 5))
        self._settle(statement, step=False)
        self.assertEqual(statement.amount_purchase, 10)
        self._sold(self.prospect, 90, date(2026, 10, 6))
        with self.assertRaisesRegex(UserError, "figures stay"):
            statement.action_fill()
        self.assertEqual(statement.amount_purchase, 10)

    def test_lines_cannot_be_written_by_hand(self):
        self._sold(self.prospect, 10, date(2026, 10, 5))
        statement = self._statement()
        statement.action_fill()
        line = statement.line_ids
        for user in (self.seller, self.center, self.finance, self.clerk):
            with self.assertRaises(AccessError):
                line.with_user(user).amount_purchase = 10**6
            with self.assertRaises(AccessError):
                line.with_user(user).unlink()
        with self.assertRaises(AccessError):
            statement.line_ids = [
                Command.create({"partner_id": self.supplier.id, "amount_expense": 9})
            ]
        self.assertEqual(line.amount_purchase, 10)

    def test_many_statements_in_few_queries(self):
        users = [self._user(f"seller{n}", self.GROUP_SALES) for n in range(6)]
        for user in users:
            self._sold(self.prospect, 10, date(2026, 10, 5), user)
        few = self.env["customer.statement"].create(
            [{"user_id": user.id, "month": "2026-10-01"} for user in users[:2]]
        )
        many = self.env["customer.statement"].create(
            [{"user_id": user.id, "month": "2026-10-01"} for user in users[2:]]
        )
        (few + many).flush_recordset()
        few._get_figures()
        start = self.cr.sql_log_count
        few._get_figures()
        middle = self.cr.sql_log_count
        many._get_figures()
        self.assertEqual(middle - start, self.cr.sql_log_count - middle)

    GROUP_SALES = "sales_team.group_sale_salesman"

    # ---- expenses and settlement

    def test_expense_of_a_customer_that_bought_nothing(self):
        self._released(500)
        line = self._line(self._statement(), self.prospect)
        self.assertRecordValues(line, [{"amount_purchase": 0, "amount_expense": 500}])

    def test_expense_stands_in_one_statement(self):
        request = self._released(500)
        first = self._statement()
        first.action_fill()
        self.assertEqual(request.release_ids.statement_id, first)
        second = self._statement(month="2026-11-01")
        second.action_fill()
        self.assertFalse(second.release_ids)
        self.assertEqual(first.amount_expense, 500)

    def test_release_after_the_month_waits(self):
        request = self._released(500, day="2026-11-02")
        statement = self._statement()
        statement.action_fill()
        self.assertFalse(request.release_ids.statement_id)
        self.assertFalse(statement.amount_expense)

    def test_corrected_month_is_filled_anew(self):
        request = self._released(500)
        self._sold(self.prospect, 10, date(2026, 10, 5))
        statement = self._statement()
        statement.action_fill()
        statement.month = "2026-09-01"
        statement.action_fill()
        self.assertFalse(statement.line_ids)
        self.assertFalse(request.release_ids.statement_id)

    def test_deleted_draft_gives_its_expenses_back(self):
        request = self._released(500)
        statement = self._statement()
        statement.action_fill()
        statement.unlink()
        self.assertFalse(request.release_ids.statement_id)
        again = self._statement()
        again.action_fill()
        self.assertEqual(again.amount_expense, 500)

    def test_void_gives_its_expenses_back(self):
        request = self._released(500)
        statement = self._statement()
        with freeze_time("2026-11-03 02:00"):
            statement._submit()
        statement._void()
        self.assertFalse(request.release_ids.statement_id)
        later = self._statement(month="2026-11-01")
        later.action_fill()
        self.assertEqual(later.amount_expense, 500)

    def test_payment_settles_requests_and_advances(self):
        with freeze_time("2026-10-05"):
            request = self._approved(500)
            self._document(request)
            advance = (
                self.env["customer.expense.advance"]
                .with_user(self.seller)
                .create({"request_id": request.id, "amount": 120})
            )
            advance.with_user(self.finance)._pay()
        with freeze_time("2026-10-20"):
            request.with_user(self.province)._grant_exception("Tender")
            request.with_user(self.finance2)._release()
        statement = self._statement()
        statement.action_fill()
        self.assertEqual(statement.amount_advance, 120)
        self.assertEqual(statement.amount_due, 380)
        self._settle(statement)
        self.assertEqual(request.state, "settled")
        self.assertEqual(advance.state, "settled")
        self.assertEqual(advance.statement_id, statement)
        self.assertTrue(request.release_ids.is_paid)
        statement.invalidate_recordset()
        self.assertEqual(statement.amount_due, 380)

    def test_partly_released_request_stays_open(self):
        self.company.tier_expense_release = "proportional"
        with freeze_time("2026-10-05"):
            request = self._approved(500)
            self._document(request)
        move = self._invoice(self.prospect, 1000, date(2026, 10, 6))
        self._pay_invoice(move, 400)
        with freeze_time("2026-10-20"):
            request.with_user(self.finance2)._release()
        statement = self._statement()
        self._settle(statement)
        self.assertEqual(statement.amount_due, 200)
        self.assertEqual(request.state, "released")

    def test_list_of_new_customer_requests(self):
        with freeze_time("2026-10-31 10:00"):
            mine = self._request()
            mine._submit()
        with freeze_time("2026-11-01 10:00"):
            self._request(partner=self._customer("Later"))._submit()
        with freeze_time("2026-10-10 10:00"):
            self._request(partner=self._customer("Theirs"), user=self.other)._submit()
            self._request(partner=self._customer("Draft"))
        statement = self._statement()
        self.assertEqual(statement.request_ids, mine)
