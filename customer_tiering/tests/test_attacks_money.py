from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .money_common import PDF, MoneyCommon
from .statement_common import StatementCommon


@tagged("post_install", "-at_install")
class TestMoneyAttacks(MoneyCommon):
    """Nobody words what he decides on, nor by the lines alone [CT-29, CT-30]."""

    def _attack(self, error, step, *args):
        with self.assertRaises(error), self.env.cr.savepoint():
            step(*args)

    def test_lines_of_a_budget_are_its_maker_s(self):
        budget = self._budget(approve=False)
        lines = self.env["customer.budget.line"].with_user(self.finance)
        vals = {"budget_id": budget.id, "name": "More", "amount": 10**6}
        self._attack(AccessError, lines.create, vals)
        self._attack(AccessError, lines.browse(budget.line_ids[0].id).unlink)
        self._attack(
            AccessError,
            budget.with_user(self.finance).write,
            {"line_ids": [Command.create({"name": "More", "amount": 10**6})]},
        )
        budget.invalidate_recordset()
        self.assertEqual((budget.amount_total, len(budget.line_ids)), (6000, 2))
        budget.with_user(self.city).line_ids[0].unlink()
        self.assertEqual(budget.amount_total, 1000)

    def test_budget_of_another_is_not_deleted(self):
        budget = self._budget(approve=False)
        self._attack(AccessError, budget.with_user(self.finance).unlink)
        self.assertTrue(budget.exists())
        budget.with_user(self.city).unlink()
        self.assertFalse(budget.exists())

    def test_lines_of_a_request_are_its_owner_s(self):
        request = self._request()
        lines = self.env["customer.expense.line"].with_user(self.city)
        vals = {
            "request_id": request.id,
            "name": "More",
            "kind": "travel",
            "price_unit": 900,
        }
        self._attack(AccessError, lines.create, vals)
        self._attack(AccessError, lines.browse(request.line_ids.id).unlink)
        self._attack(AccessError, request.with_user(self.city).unlink)
        request.invalidate_recordset()
        self.assertEqual(request.amount_total, 500)
        request.unlink()
        self.assertFalse(request.exists())

    def test_document_of_a_released_cost_is_not_swapped(self):
        """A file made before takes no place in the field afterwards [CT-34]."""
        files = self.env["ir.attachment"].with_user(self.seller)
        waiting = files.create({"name": "other.pdf", "raw": b"%PDF other"})
        request = self._approved()
        self._document(request)
        request.with_user(self.province)._grant_exception("Tender")
        request.with_user(self.finance)._release()
        line = request.line_ids
        place = {
            "res_model": line._name,
            "res_id": line.id,
            "res_field": "document",
        }
        self._attack(UserError, waiting.write, place)
        self._attack(UserError, files.create, {"name": "x", "raw": b"x", **place})
        line.invalidate_recordset(["document"])
        self.assertEqual(line.document, PDF)
        place.pop("res_field")
        waiting.write(place)  # beside it
        self.assertEqual(waiting.res_id, line.id)


@tagged("post_install", "-at_install")
class TestStatementAttacks(StatementCommon):
    def test_exception_is_for_its_month_only(self):
        """The clock that was lifted for October does not run out for another month."""
        statement = self._statement()
        grant = statement.with_user(self.province)._grant_exception
        self._at("2026-11-10 02:00", lambda: grant("Ill"), statement)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            statement.month = fields.Date.to_date("2026-09-15")
        statement.invalidate_recordset()
        self.assertEqual(statement.date_from, fields.Date.to_date("2026-10-01"))
        statement.month = fields.Date.to_date("2026-10-20")  # the same month
        self._at("2026-11-11 02:00", statement._submit, statement)
        self.assertEqual(statement.state, "submitted")

    def test_returned_statement_keeps_its_month(self):
        statement = self._submitted()
        step = statement.with_user(self.clerk)._return
        self._at("2026-11-04 02:00", lambda: step("Wrong"), statement)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            statement.month = fields.Date.to_date("2026-09-15")
        statement.invalidate_recordset()
        self.assertEqual(statement.date_from, fields.Date.to_date("2026-10-01"))
