from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .statement_common import StatementCommon


@tagged("post_install", "-at_install")
class TestStatementSpot(StatementCommon):
    """Random draw after payment; statements by themselves [CT-31, CT-33]."""

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
