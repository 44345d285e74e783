from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .money_common import MoneyCommon


@tagged("post_install", "-at_install")
class TestStatementFigures(MoneyCommon):
    """Lines out of documents, settlement, advances, random draw [CT-31, CT-33]."""

    def _statement(self, user=None, month="2026-10-01"):
        return (
            self.env["customer.statement"]
            .with_user(user or self.seller)
            .create({"month": month})
        )

    def _sold(self, partner, amount, day, user=None, kind="out_invoice", **vals):
        user = user or self.seller
        return self._invoice(
            partner, amount, day, kind, invoice_user_id=user.id, **vals
        )

    def _line(self, statement, partner):
        statement.action_fill()
        return statement.line_ids.filtered(lambda line: line.partner_id == partner)

    def _settle(self, statement, step=True):
        """Hand in, sign three times and pay, all in time."""
        with freeze_time("2026-11-03 02:00"):
            statement.invalidate_recordset()
            statement._submit()
            for user in (self.clerk, self.city, self.finance):
                statement.with_user(user)._sign()
        if step:
            with freeze_time("2026-11-12 02:00"):
                statement.with_user(self.finance)._pay()

    def _released(self, amount=500, partner=None, day="2026-10-20", user=None):
        """A request released on that day."""
        with freeze_time("2026-10-05"):
            request = self._approved(amount, partner=partner, user=user)
            self._document(request)
        with freeze_time(day):
            request.with_user(self.province)._grant_exception("Tender")
            request.with_user(self.finance2)._release()
        return request

    # ---- figures by hand

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

    # ---- spot check

    def _paid_with(self, count):
        for number in range(count):
            customer = self._customer(f"Customer {number}")
            self._sold(customer, 10 + number, date(2026, 10, 5))
        statement = self._statement()
        self._settle(statement)
        return statement

    def test_three_customers_are_drawn(self):
        statement = self._paid_with(5)
        statement.with_user(self.city).action_draw()
        draws = statement.draw_ids
        self.assertEqual(len(draws.partner_id), 3)
        self.assertLessEqual(draws.partner_id, statement.line_ids.partner_id)
        self.assertEqual(draws.drawn_by_id, self.city)
        self.assertEqual(set(draws.mapped("state")), {"open"})

    def test_every_customer_can_be_drawn(self):
        """Forty draws of 3 in 5: a customer never drawn has odds below 1e-15."""
        statement = self._paid_with(5)
        drawn = {p.id for _time in range(40) for p in statement._pick_customers()}
        self.assertEqual(drawn, set(statement.line_ids.partner_id.ids))

    def test_fewer_customers_are_all_drawn(self):
        statement = self._paid_with(2)
        statement.with_user(self.city).action_draw()
        self.assertEqual(statement.draw_ids.partner_id, statement.line_ids.partner_id)

    def test_drawn_once(self):
        statement = self._paid_with(5)
        step = statement.with_user(self.city)
        step.action_draw()
        first = statement.draw_ids
        with self.assertRaisesRegex(UserError, "drawn once"):
            step.action_draw()
        for user in (self.city, self.center):
            with self.assertRaises(UserError):
                first.with_user(user).unlink()
            with self.assertRaises(UserError):
                first.with_user(user).create(
                    {
                        "statement_id": statement.id,
                        "partner_id": self.supplier.id,
                        "date": "2026-11-12",
                    }
                )
        self.assertEqual(statement.draw_ids, first)

    def test_not_before_the_payment_nor_by_the_salesperson(self):
        statement = self._statement()
        with self.assertRaisesRegex(UserError, "after the payment"):
            statement.with_user(self.city).action_draw()
        with self.assertRaises(AccessError):
            statement.action_draw()
        self.assertFalse(statement.draw_ids)

    def test_result_is_recorded_and_stays(self):
        statement = self._paid_with(3)
        statement.with_user(self.city).action_draw()
        draw, other = statement.draw_ids[:2]
        with self.assertRaises(AccessError):
            draw.with_user(self.seller).note = "All fine"
        with self.assertRaisesRegex(UserError, "Write down"):
            draw.with_user(self.city).action_correct()
        draw.with_user(self.city).note = "Called: nothing was received"
        draw.with_user(self.city).action_finding()
        self.assertEqual(draw.state, "finding")
        self.assertEqual(draw.checked_by_id, self.city)
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            draw.with_user(self.center).note = "All fine"
        with self.assertRaisesRegex(UserError, "own steps"):
            other.with_user(self.city).partner_id = self.supplier
        self.assertEqual(draw.note, "Called: nothing was received")

    # ---- by itself

    def test_statements_open_by_themselves_where_wanted(self):
        self._sold(self.prospect, 10, date(2026, 10, 5))
        self._sold(self.prospect, 10, date(2026, 10, 5), self.other)
        known = self._statement(self.other)
        self._released(50, self._customer("Won"), user=self.owner)
        statements = self.env["customer.statement"]
        mine = [("company_id", "=", self.company.id)]
        with freeze_time("2026-11-01"):
            statements._open_month(date(2026, 11, 1))
            self.assertEqual(statements.search(mine), known.with_env(self.env))
            self.company.tier_statement_auto = True
            for _time in range(2):
                statements._open_month(date(2026, 11, 1))
        found = statements.search(mine)
        self.assertEqual(found.user_id, self.seller + self.other + self.owner)
        self.assertEqual(len(found), 3)
        new = found.filtered(lambda s: s.user_id == self.seller)
        self.assertEqual(new.amount_purchase, 10)
        self.assertEqual(new.activity_ids.user_id, self.seller)
