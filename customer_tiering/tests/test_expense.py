from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import tagged

from .money_common import MoneyCommon


@tagged("post_install", "-at_install")
class TestExpense(MoneyCommon):
    """Requests before the contract, by levels, against a budget [CT-29, CT-30]."""

    def _order(self, partner, confirm=True):
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "user_id": self.other.id,
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )
        if confirm:
            order.action_confirm()
        return order

    def _refused(self, words, step, record, state="draft", error=UserError):
        with self.assertRaisesRegex(error, words):
            step()
        self.assertEqual(record.state, state)

    # ---- before the contract

    def test_quotation_does_not_void(self):
        self._order(self.prospect, confirm=False)
        request = self._request()
        request._submit()
        self.assertEqual(request.state, "submitted")
        self.assertTrue(request.date_submitted)

    def test_confirmed_order_voids_even_of_a_colleague(self):
        """The order is another salesperson's, on another address of the customer."""
        branch = self._customer("Branch", parent_id=self.prospect.id, is_company=False)
        self._order(branch)
        request = self._request()
        self.assertTrue(request.has_contract)
        self._refused("is void", request._submit, request)
        self.assertFalse(request.date_submitted)

    def test_cancelled_order_is_no_contract(self):
        self._order(self.prospect)._action_cancel()
        request = self._request()
        request._submit()
        self.assertEqual(request.state, "submitted")

    def test_signed_agreement_voids(self):
        agreement = self.env["customer.agreement"].create(
            {"name": "A-1", "partner_id": self.prospect.id}
        )
        request = self._request()
        self.assertFalse(request.has_contract)
        agreement._sign_agreement()
        request.invalidate_recordset(["has_contract"])
        self._refused("is void", request._submit, request)

    def test_invoice_voids_only_in_its_company(self):
        self._invoice(self.prospect, 10)
        request = self._request()
        self._refused("is void", request._submit, request)
        abroad = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertNotIn((self.prospect.id, abroad.id), request._get_bound())

    def test_what_a_former_company_was_invoiced_voids(self):
        former = self._customer("Former", parent_id=self.prospect.id)
        self._invoice(former, 10)
        request = self._request()
        self.assertFalse(request.has_contract)
        former.is_company = False
        request.invalidate_recordset()
        self.assertEqual(request.amount_invoiced, 10)
        self._refused("is void", request._submit, request)

    def test_order_after_submission_is_what_was_wanted(self):
        request = self._request()
        request._submit()
        self._order(self.prospect)
        request.with_user(self.city)._approve_first()
        self.assertEqual(request.state, "approved")

    # ---- completeness and budget

    def test_purpose_and_lines_are_needed(self):
        request = self._request()
        request.purpose = "  "
        self._refused("purpose", request._submit, request)
        request.purpose = "Because"
        request.line_ids.unlink()
        self._refused("at least one line", request._submit, request)

    def test_narrowest_budget_line_is_proposed(self):
        request = self._request(kind="sample", product_id=self.product.id, price=50)
        self.assertEqual(request.line_ids.budget_line_id, self.samples)
        self.assertEqual(self._request().line_ids.budget_line_id, self.general)

    def test_budget_line_of_another_kind_is_refused(self):
        request = self._request(budget_line_id=self.samples.id)
        self._refused("no budget line", request._submit, request)

    def test_standard_per_unit(self):
        request = self._request(
            price=60.01, kind="sample", product_id=self.product.id, quantity=2
        )
        self._refused("standard", request._submit, request)
        request.line_ids.price_unit = 60
        request._submit()
        self.assertEqual(request.state, "submitted")

    def test_budget_is_reserved_and_used(self):
        request = self._request(3000)
        request._submit()
        self.assertEqual(self.general.amount_reserved, 3000)
        self.assertEqual(self.general.amount_free, 2000)
        more = self._request(2000.01, partner=self._customer("Next"))
        self._refused("left", more._submit, more)
        self.assertEqual(self.general.amount_free, 2000)
        more.line_ids.price_unit = 2000
        more._submit()
        self.assertEqual(self.general.amount_free, 0)
        more.with_user(self.city)._refuse("Too much")
        self.assertEqual(self.general.amount_free, 2000)

    def test_several_requests_at_once_share_what_is_free(self):
        requests = self._request(3000) + self._request(
            3000, partner=self._customer("Next")
        )
        with self.assertRaisesRegex(UserError, "left"):
            requests._submit()
        self.assertEqual(set(requests.mapped("state")), {"draft"})

    def test_budget_of_other_days_is_refused(self):
        old = self._budget(
            date_from=Date.today() - timedelta(days=30),
            date_to=Date.today() - timedelta(days=1),
        )
        request = self._request(budget_line_id=old.line_ids[0].id)
        self._refused("not approved for today", request._submit, request)

    def test_closed_budget_is_refused(self):
        request = self._request()
        self.budget.with_user(self.finance)._close()
        self._refused("not approved for today", request._submit, request)

    # ---- who decides

    def test_levels_of_approval(self):
        small, large = self._request(2000), self._request(2000.01)
        (small + large)._submit()
        small.with_user(self.city).action_approve()
        large.with_user(self.city).action_approve()
        self.assertEqual(small.state, "approved")
        self.assertEqual(small.superior_id, self.city)
        self.assertEqual(large.state, "checked")
        self._refused(
            "role",
            large.with_user(self.city).action_approve,
            large,
            "checked",
            AccessError,
        )
        large.with_user(self.province).action_approve()
        self.assertEqual(large.state, "approved")
        self.assertEqual(large.second_id, self.province)

    def test_leader_of_the_team_gets_the_task(self):
        request = self._request()
        request._submit()
        self.assertEqual(request.activity_ids.user_id, self.city)
        request.with_user(self.city).action_approve()
        self.assertFalse(request.activity_ids)
        self.team.user_id = self.clerk  # who may not decide
        other = self._request(partner=self._customer("Next"))
        other._submit()
        self.assertFalse(other.activity_ids)

    def test_one_person_is_not_two_levels(self):
        request = self._request(3000)
        request._submit()
        request.with_user(self.province)._approve_first()
        self._refused(
            "had a part",
            request.with_user(self.province)._approve_second,
            request,
            "checked",
        )
        self.assertFalse(request.second_id)

    def test_nobody_approves_his_own(self):
        request = self._request(user=self.city)
        request._submit()
        own = request.with_user(self.city)
        self._refused("had a part", own._approve_first, request, "submitted")
        self._refused("had a part", lambda: own._refuse("x"), request, "submitted")

    def test_salesperson_cannot_approve(self):
        request = self._request()
        request._submit()
        for user in (self.seller, self.owner, self.clerk, self.finance):
            self._refused(
                "role",
                request.with_user(user)._approve_first,
                request,
                "submitted",
                AccessError,
            )

    def test_only_the_owner_submits_and_edits(self):
        request = self._request()
        foreign = request.with_user(self.city)
        self._refused("hands it in", foreign._submit, request, "draft", AccessError)
        with self.assertRaisesRegex(AccessError, "Only"):
            foreign.purpose = "Mine now"
        with self.assertRaisesRegex(AccessError, "Only"):
            foreign.line_ids.price_unit = 1
        with self.assertRaisesRegex(UserError, "stays"):
            request.user_id = self.other
        self.assertEqual(request.purpose, "Trial before the tender")
        self.assertEqual(request.line_ids.price_unit, 500)
        self.assertEqual(request.user_id, self.seller)

    def test_refusal_needs_a_reason(self):
        request = self._request()
        request._submit()
        step = request.with_user(self.city)
        self._refused("Say why", lambda: step._refuse(" "), request, "submitted")
        action = step.action_refuse()
        wizard = (
            self.env["customer.reason"]
            .with_user(self.city)
            .with_context(**action["context"])
            .create({"reason": "No tender"})
        )
        wizard.action_apply()
        self.assertEqual(request.state, "refused")
        self.assertEqual(request.refusal_reason, "No tender")
