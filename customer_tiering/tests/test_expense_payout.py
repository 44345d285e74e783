from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
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
