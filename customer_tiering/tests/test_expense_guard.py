from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .money_common import PDF, MoneyCommon


@tagged("post_install", "-at_install")
class TestExpenseGuard(MoneyCommon):
    """Nothing changes once it is handed in; no money for persons [CT-28, CT-30]."""

    def test_state_and_signatures_cannot_be_forged(self):
        request = self._request()
        for name, value in (
            ("state", "approved"),
            ("superior_id", self.city.id),
            ("date_approved", "2026-01-01"),
            ("exception_by_id", self.city.id),
            ("date_submitted", "2020-01-01 00:00:00"),
        ):
            with self.assertRaisesRegex(UserError, "own steps"):
                request[name] = value
        with self.assertRaisesRegex(UserError, "own steps"):
            self._request().copy({"state": "approved"})
        self.assertEqual(request.state, "draft")
        self.assertFalse(request.superior_id)

    def test_figures_cannot_be_forged(self):
        """Neither the sum that decides on the level nor the customer that is checked."""
        request = self._request(3000)
        for record, name, value in (
            (request, "amount_total", 1),
            (request, "amount_released", 1),
            (request, "commercial_partner_id", self.supplier.id),
            (request, "team_id", False),
            (request.line_ids, "amount", 1),
            (request.line_ids, "state", "approved"),
            (request.line_ids, "partner_id", self.supplier.id),
        ):
            with self.assertRaisesRegex(UserError, "own steps"):
                record.write({name: value})
        forged = self._request(3000, amount=1)
        self.assertEqual(forged.amount_total, 3000)
        self.assertEqual(request.amount_total, 3000)
        self.assertEqual(request.commercial_partner_id, self.prospect)

    def test_planned_costs_stay(self):
        request = self._request()
        request._submit()
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            request.purpose = "Other"
        with self.assertRaises(UserError):
            request.line_ids.price_unit = 1
        with self.assertRaises(UserError):
            request.line_ids = [
                Command.create({"name": "x", "kind": "test", "price_unit": 9})
            ]
        with self.assertRaises(UserError):
            request.line_ids.unlink()
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            request.unlink()
        self.assertEqual(request.amount_total, 500)
        self.assertEqual(len(request.line_ids), 1)

    def test_approved_takes_costs_only(self):
        request = self._approved()
        with self.assertRaisesRegex(UserError, "stays"):
            request.line_ids.price_unit = 1
        with self.assertRaisesRegex(UserError, "stays"):
            request.partner_id = self.supplier
        with self.assertRaises(UserError):
            request.line_ids = [
                Command.create({"name": "x", "kind": "test", "price_unit": 9})
            ]
        self._document(request)
        self.assertEqual(request.amount_actual, 500)
        self.assertEqual(request.amount_total, 500)
        self.assertEqual(request.partner_id, self.prospect)

    def test_costs_before_approval_are_refused(self):
        request = self._request()
        with self.assertRaisesRegex(UserError, "while it is approved"):
            request.line_ids.amount_actual = 5
        with self.assertRaisesRegex(UserError, "not before"):
            self._request(amount_actual=5, document=PDF)
        self.assertFalse(request.amount_actual)

    # ---- never to persons

    def test_money_never_goes_to_the_customer(self):
        request = self._approved()
        buyer = self._customer("Buyer", parent_id=self.prospect.id, is_company=False)
        for payee in (self.prospect, buyer):
            with self.assertRaisesRegex(ValidationError, "belongs to the customer"):
                request.line_ids.payee_id = payee
                request.flush_recordset()
        self.assertFalse(self._payee(request))

    def test_money_never_goes_to_persons_outside(self):
        request = self._approved()
        agent = self._customer("Agent", is_company=False)
        with self.assertRaisesRegex(ValidationError, "person from outside"):
            request.line_ids.payee_id = agent
        request.line_ids.payee_id = self.seller.partner_id
        self.assertEqual(request.line_ids.payee_id, self.seller.partner_id)

    def test_portal_user_is_no_employee(self):
        request = self._approved()
        portal = self._user("money_portal", "base.group_portal")
        with self.assertRaisesRegex(ValidationError, "person from outside"):
            request.line_ids.payee_id = portal.partner_id

    def test_no_kind_is_money(self):
        kinds = dict(self.env["customer.expense.line"]._fields["kind"].selection)
        self.assertEqual(set(kinds), {"sample", "test", "travel", "event", "material"})
        with self.assertRaises(ValueError):
            self._request(kind="cash")

    def _payee(self, request):
        request.invalidate_recordset()
        self.env.cr.execute(
            "SELECT payee_id FROM customer_expense_line WHERE request_id = %s",
            [request.id],
        )
        return self.env.cr.fetchone()[0]
