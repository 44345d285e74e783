from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import tagged

from .money_common import MoneyCommon


@tagged("post_install", "-at_install")
class TestExpensePayout(MoneyCommon):
    """Release after payment, documents, advances [CT-28, CT-29, CT-33]."""

    def _won(self, paid, price=500, cost=None, **kwargs):
        """An approved, documented request whose customer paid this share of 1000."""
        request = self._approved(price, **kwargs)
        self._document(request, cost)
        self.move = self._invoice(request.partner_id, 1000, Date.today())
        if paid:
            self._pay_invoice(self.move, 10 * paid)
        request.invalidate_recordset(["collection_rate", "amount_paid"])
        return request

    def _release(self, request, user=None):
        request.with_user(user or self.finance)._release()

    def _not_released(self, words, request, error=UserError, **kwargs):
        before = request.state
        with self.assertRaisesRegex(error, words):
            self._release(request, **kwargs)
        self.assertEqual(request.state, before)
        self.assertFalse(request.release_ids)
        self.assertFalse(request.amount_released)

    # ---- payment received

    def test_no_release_before_the_invoice(self):
        request = self._approved()
        self._document(request)
        self._not_released("has paid 0", request)

    def test_no_release_while_partly_paid(self):
        request = self._won(99)
        self.assertAlmostEqual(request.collection_rate, 99)
        self._not_released("has paid 99", request)

    def test_release_once_paid(self):
        request = self._won(100)
        self.assertEqual(request.amount_invoiced, 1000)
        self._release(request)
        self.assertEqual(request.state, "released")
        self.assertRecordValues(
            request.release_ids,
            [
                {
                    "amount": 500,
                    "collection_rate": 100,
                    "released_by_id": self.finance.id,
                    "date": Date.today(),
                }
            ],
        )
        self.assertEqual(self.general.amount_used, 500)
        self.assertEqual(self.general.amount_reserved, 0)

    def test_credit_note_is_no_payment(self):
        """Invoice 1000 and credit note 1000: nothing was paid, nothing is due."""
        request = self._won(0)
        refund = self._invoice(self.prospect, 1000, Date.today(), "out_refund")
        lines = (self.move + refund).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        lines.reconcile()
        request.invalidate_recordset()
        self.assertEqual(self.move.amount_residual, 0)
        self._not_released("has paid 0", request)

    def test_needed_rate_is_a_setting(self):
        self.company.tier_expense_rate = 60
        self._release(self._won(60))
        late = self._won(59, partner=self._customer("Next"))
        self._not_released("has paid 59", late)

    def test_rate_zero_still_needs_a_payment(self):
        self.company.tier_expense_rate = 0
        self._not_released("has paid 0", self._won(0))

    def test_in_proportion_step_by_step(self):
        self.company.tier_expense_release = "proportional"
        request = self._won(40, price=501)
        self._release(request)
        self.assertAlmostEqual(request.amount_released, 200.40)
        with self.assertRaisesRegex(UserError, "Nothing more"):
            self._release(request)
        self._pay_invoice(self.move)
        request.invalidate_recordset()
        self._release(request)
        self.assertAlmostEqual(request.amount_released, 501)
        self.assertAlmostEqual(request.release_ids[0].amount, 300.60)
        with self.assertRaisesRegex(UserError, "Nothing more"):
            self._release(request)
        self.assertEqual(len(request.release_ids), 2)

    def test_exception_by_the_second_level(self):
        request = self._won(0)
        for user in (self.seller, self.city, self.finance):
            with self.assertRaises(AccessError):
                request.with_user(user)._grant_exception("Long tender")
        with self.assertRaisesRegex(UserError, "Say why"):
            request.with_user(self.province)._grant_exception(" ")
        self.assertFalse(request.exception_by_id)
        request.with_user(self.province)._grant_exception("Long tender")
        self._release(request)
        self.assertEqual(request.amount_released, 500)
        self.assertEqual(request.exception_by_id, self.province)

    def test_exception_needs_an_approved_request(self):
        request = self._request()
        with self.assertRaisesRegex(UserError, "not approved"):
            request.with_user(self.province)._grant_exception("Long tender")
        self.assertFalse(request.exception_reason)

    # ---- documents

    def test_cost_needs_its_document(self):
        request = self._won(100)
        line = request.line_ids
        for name in ("document", "document_ref", "payee_id"):
            value = line[name]
            line[name] = False
            self._not_released("needs payee, number and file", request)
            line[name] = value.id if name == "payee_id" else value
        self._release(request)
        self.assertEqual(request.state, "released")

    def test_cost_before_the_approval_is_refused(self):
        request = self._won(100)
        request.line_ids.date_document = request.date_approved - timedelta(days=1)
        self._not_released("approved before they arise", request)
        request.line_ids.date_document = False
        self._not_released("approved before they arise", request)

    def test_more_than_approved_is_refused(self):
        self._not_released("cost more", self._won(100, cost=500.01))

    def test_without_costs_nothing_is_released(self):
        self._not_released("no documented cost", self._won(100, cost=0))

    def test_less_spent_frees_the_rest(self):
        request = self._won(100, cost=120)
        self.assertEqual(self.general.amount_free, 4500)
        self._release(request)
        self.assertEqual(self.general.amount_free, 4880)

    # ---- who

    def test_only_finance_releases(self):
        request = self._won(100)
        for user in (self.seller, self.city, self.center, self.clerk):
            self._not_released("role", request, AccessError, user=user)

    def test_finance_does_not_release_what_it_decided(self):
        """One person may hold both roles, but not in one document."""
        self.city.group_ids += self.env.ref("customer_tiering.group_tier_finance")
        self._not_released("had a part", self._won(100), user=self.city)

    def test_released_costs_stay(self):
        request = self._won(100)
        self._release(request)
        with self.assertRaisesRegex(UserError, "not yet released"):
            request.line_ids.amount_actual = 1
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            request.purpose = "Other"
        for user in (self.seller, self.center, self.finance):
            release = request.release_ids.with_user(user)
            with self.assertRaises(AccessError):
                release.amount = 9999
            with self.assertRaises(AccessError):
                release.create(
                    {
                        "request_id": request.id,
                        "date": Date.today(),
                        "amount": 1,
                        "released_by_id": user.id,
                    }
                )
        self.assertEqual(request.amount_released, 500)

    # ---- advances

    def _advance(self, request, amount, user=None):
        return (
            self.env["customer.expense.advance"]
            .with_user(user or self.seller)
            .create({"request_id": request.id, "amount": amount})
        )

    def test_advance_limit_to_the_cent(self):
        self.assertEqual(self.company.tier_advance_limit, 3000)
        request = self._approved(4000)
        first = self._advance(request, 2999.99)
        first.with_user(self.finance)._pay()
        second = self._advance(request, 0.02)
        with self.assertRaisesRegex(UserError, "at most"):
            second.with_user(self.finance)._pay()
        self.assertEqual(second.state, "draft")
        second.amount = 0.01
        second.with_user(self.finance)._pay()
        self.assertEqual(second.state, "paid")
        self.assertEqual(request.amount_advanced, 3000)
        self.assertEqual(first.user_id, self.seller)

    def test_advances_of_one_batch_count_together(self):
        request = self._approved(5000)
        both = self._advance(request, 2000) + self._advance(request, 2000)
        with self.assertRaisesRegex(UserError, "at most"):
            both.with_user(self.finance)._pay()
        self.assertEqual(set(both.mapped("state")), {"draft"})

    def test_limit_is_per_salesperson(self):
        mine = self._advance(self._approved(1500), 1500)
        mine.with_user(self.finance)._pay()
        self.company.tier_advance_limit = 1500
        self.other.sale_team_id = self.team
        foreign = self._approved(1500, user=self.other, partner=self._customer("Next"))
        theirs = self._advance(foreign, 1500, self.other)
        theirs.with_user(self.finance)._pay()
        self.assertEqual(theirs.state, "paid")

    def test_advance_given_back_frees_the_limit(self):
        request = self._approved(5000)
        first = self._advance(request, 3000)
        first.with_user(self.finance)._pay()
        first.with_user(self.finance).action_settle()
        self.assertEqual(first.state, "settled")
        second = self._advance(request, 3000)
        second.with_user(self.finance)._pay()
        self.assertEqual(second.state, "paid")

    def test_nobody_takes_his_own_advance_back(self):
        """A salesperson who works in finance too neither pays nor settles for himself."""
        advance = self._advance(self._approved(), 100)
        self.seller.group_ids += self.env.ref("customer_tiering.group_tier_finance")
        with self.assertRaisesRegex(UserError, "had a part"):
            advance.action_pay()
        advance.with_user(self.finance)._pay()
        with self.assertRaisesRegex(UserError, "had a part"):
            advance.action_settle()
        self.assertEqual(advance.state, "paid")

    def test_advance_only_for_approved_expenses(self):
        request = self._request()
        request._submit()
        advance = self._advance(request, 100)
        with self.assertRaisesRegex(UserError, "not approved"):
            advance.with_user(self.finance)._pay()
        self.assertEqual(advance.state, "draft")

    def test_advance_not_over_the_request(self):
        request = self._approved(500)
        both = self._advance(request, 300) + self._advance(request, 200.01)
        with self.assertRaisesRegex(UserError, "exceed"):
            both.with_user(self.finance)._pay()
        self.assertEqual(request.amount_advanced, 0)

    def test_advance_is_paid_by_finance_only(self):
        advance = self._advance(self._approved(), 100)
        for user in (self.seller, self.city, self.center):
            with self.assertRaises(AccessError):
                advance.with_user(user)._pay()
        with self.assertRaisesRegex(UserError, "own steps"):
            advance.state = "paid"
        advance.with_user(self.finance)._pay()
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            advance.amount = 1
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            advance.unlink()
        self.assertEqual(advance.amount, 100)

    def test_open_advance_keeps_the_request(self):
        request = self._approved()
        self._advance(request, 100).with_user(self.finance)._pay()
        with self.assertRaisesRegex(UserError, "still open"):
            request._cancel()
        self.assertEqual(request.state, "approved")

    # ---- budgets

    def test_budget_is_approved_by_finance_not_by_its_maker(self):
        budget = self._budget(approve=False)
        for user in (self.city, self.seller, self.center):
            with self.assertRaises(AccessError):
                budget.with_user(user)._approve()
        own = (
            self.env["customer.budget"]
            .with_user(self.finance)
            .create(
                {
                    "name": "Own",
                    "date_from": "2026-01-01",
                    "date_to": "2026-12-31",
                    "line_ids": [Command.create({"name": "x", "amount": 1})],
                }
            )
        )
        with self.assertRaisesRegex(UserError, "had a part"):
            own._approve()
        self.assertEqual({budget.state, own.state}, {"draft"})
        own.with_user(self.finance2)._approve()
        self.assertEqual(own.approver_id, self.finance2)

    def test_empty_budget_is_not_approved(self):
        budget = self._budget(approve=False)
        budget.line_ids.with_user(self.city).write({"amount": 0})
        with self.assertRaisesRegex(UserError, "no money"):
            budget.with_user(self.finance)._approve()
        self.assertEqual(budget.state, "draft")

    def test_approved_budget_stays(self):
        maker = self.budget.with_user(self.city)
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            maker.name = "More"
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            maker.line_ids[0].amount = 10**6
        with self.assertRaises(UserError):
            maker.line_ids = [Command.create({"name": "More", "amount": 1})]
        with self.assertRaises(UserError):
            self.env["customer.budget.line"].with_user(self.city).create(
                {"budget_id": maker.id, "name": "More", "amount": 1}
            )
        with self.assertRaises(UserError):
            maker.line_ids[0].unlink()
        with self.assertRaises(UserError):
            maker.unlink()
        self.assertEqual(self.budget.amount_total, 6000)

    def test_line_does_not_slip_into_an_approved_budget(self):
        draft = self._budget(approve=False)
        with self.assertRaisesRegex(UserError, "is approved"):
            draft.line_ids[0].with_user(self.city).budget_id = self.budget
        self.budget.invalidate_recordset()
        self.assertEqual(self.budget.amount_total, 6000)

    def test_category_line_covers_what_is_below(self):
        above = self.env["product.category"].create({"name": "Devices"})
        below = self.env["product.category"].create(
            {"name": "Pumps", "parent_id": above.id}
        )
        budget = self._budget(
            line_ids=[
                Command.create({"name": "Devices", "categ_id": above.id, "amount": 9})
            ]
        )
        request = self._request(product_id=self.product.id)
        line = request.line_ids
        self.assertFalse(budget.line_ids._covers(line))
        self.product.categ_id = below
        self.assertTrue(budget.line_ids._covers(line))
        plain = self._request().line_ids
        self.assertFalse(budget.line_ids._covers(plain))

    def test_use_of_many_lines_is_one_query(self):
        lines = self.budget.line_ids
        for number in range(3):
            self._request(10, partner=self._customer(f"C{number}"))._submit()
        self.env.flush_all()
        lines._get_use()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.assertEqual(len(lines._get_use()), 1)
