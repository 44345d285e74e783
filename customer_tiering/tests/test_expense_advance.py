from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .money_common import MoneyCommon


@tagged("post_install", "-at_install")
class TestExpenseAdvance(MoneyCommon):
    """Advances for approved expenses, within the limit [CT-33]."""

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
