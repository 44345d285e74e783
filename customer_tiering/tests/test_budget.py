from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .money_common import MoneyCommon


@tagged("post_install", "-at_install")
class TestBudget(MoneyCommon):
    """Budgets: approved by finance, fixed from then on [CT-29]."""

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
