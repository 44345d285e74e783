from odoo.exceptions import AccessError
from odoo.tests import tagged

from .supplier_common import DeviationCommon
from .test_supplier_page import PNG, PageCommon


@tagged("post_install", "-at_install")
class TestSupplierDeviationPage(DeviationCommon, PageCommon):
    """NC-31: the supplier himself applies, by a link."""

    def setUp(self):
        super().setUp()
        self.request = self._request(submit=False, deviation=False, reason=False)
        self.request._invite()

    def _send(self, **form):
        vals = {"submitted_by": "Sales Manager", "lang": "en_US", "step": "submit"}
        return self._post(self._path(self.request), **(vals | form))

    def test_invited_by_mail(self):
        mail = self.env["mail.mail"].search(
            [("recipient_ids", "in", self.supplier.ids)], order="id desc", limit=1
        )
        self.assertIn(self.request.supplier_url, mail.body_html)
        self.assertIn("/quality/supplier/deviation/", self.request.supplier_url)
        with self.assertRaises(AccessError):
            self.request.with_user(self.worker)._invite()

    def test_filled_in_and_submitted(self):
        page = self._text(self._get(self._path(self.request), lang="en_US"))
        self.assertIn("Do not deliver these goods before", page)
        response = self._send(deviation="Blue")
        self.assertEqual(response.status_code, 422)
        self.assertIn("Fill in “Reason”", self._text(response))
        self.assertFalse(self.request.deviation, "nothing of it was taken in")
        response = self._send(
            deviation="Blue",
            reason="Ink is short",
            quantity="30",
            date_to="2099-12-31",
            lot_names="L1\nL2",
            files=[("ink.png", PNG)],
        )
        self.assertEqual(response.status_code, 303)
        self.assertRecordValues(
            self.request,
            [
                {
                    "state": "submitted",
                    "submitted_by": "Sales Manager",
                    "deviation": "Blue",
                    "quantity": 30,
                    "lot_names": "L1\nL2",
                }
            ],
        )
        self.assertEqual(self.request.answer_attachment_ids.name, "ink.png")
        words = self.request.message_ids.filtered(
            lambda m: m.author_id == self.supplier
        )
        self.assertIn("Ink is short", words.body)
        page = self._text(self._get(self._path(self.request), lang="en_US"))
        self.assertIn("may not deliver these goods yet", page)
        self.assertNotIn("Submit the request", page)

    def test_saved_for_later(self):
        response = self._send(step="save", deviation="Blue")
        self.assertEqual(response.status_code, 303)
        self.assertEqual(self.request.state, "draft")
        self.assertEqual(self.request.deviation, "Blue")

    def test_after_the_notice_he_may_deliver(self):
        self._send(deviation="Blue", reason="Ink", quantity="30")
        self._review(self.request)
        self.request.with_user(self.officer)._decide(True, "Mark the boxes")
        page = self._text(self._get(self._path(self.request), lang="en_US"))
        self.assertIn("may not deliver", page)
        self.request.with_user(self.buyer)._notify()
        page = self._text(self._get(self._path(self.request), lang="en_US"))
        self.assertIn("You may deliver, within the quantity", page)
        self.assertIn("Mark the boxes", page)

    def test_nothing_else_is_taken(self):
        other = self._product("Gown")
        self._send(
            deviation="Blue",
            reason="Ink",
            quantity="30",
            product_id=str(other.id),
            supplier_id=str(self.customer.id),
            state="notified",
            technical_verdict="agree",
            decision_note="Approved by myself",
            buyer_id="1",
        )
        self.assertRecordValues(
            self.request,
            [
                {
                    "state": "submitted",
                    "product_id": self.product.id,
                    "supplier_id": self.supplier.id,
                    "technical_verdict": False,
                    "decision_note": False,
                    "buyer_id": False,
                }
            ],
        )

    def test_not_changed_after_submission(self):
        page = self._get(self._path(self.request)).text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        self._send(deviation="Blue", reason="Ink", quantity="30", token=token)
        response = self._send(deviation="Red", quantity="3000", token=token)
        self.assertEqual(response.status_code, 422)
        self.assertIn("not possible any more", self._text(response))
        self.assertEqual(self.request.quantity, 30)

    def test_values_that_make_no_sense(self):
        for form in (
            {"quantity": "-1"},
            {"quantity": "1e400"},
            {"date_from": "2099-02-01", "date_to": "2099-01-01"},
            {"date_to": "31.12.2099"},
            {"submitted_by": ""},
            {"lot_names": "x" * 10_001},
        ):
            vals = {"deviation": "Blue", "reason": "Ink", "quantity": "1", **form}
            self.assertEqual(self._send(**vals).status_code, 422, form)
        self.assertEqual(self.request.state, "draft")

    def test_a_link_opens_one_kind_of_document(self):
        token = self._path(self.request).rpartition("/")[2]
        path = f"/quality/supplier/notice/{self.request.id}/{token}"
        self.assertEqual(self._get(path).status_code, 404)
        self.request.with_user(self.officer)._cancel("Not needed")
        self.assertFalse(self.request.with_user(self.officer).supplier_url)
