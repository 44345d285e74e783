from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_investigation import InvestigationCommon


@tagged("post_install", "-at_install")
class TestComplaintLaboratory(InvestigationCommon):
    """Same lot, retained sample, statutory laboratory, arbitration [CO-25, X-26]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.laboratory = cls.env["res.partner"].create({"name": "State Laboratory"})

    def _case(self, **vals):
        return self._investigated(
            kind_id=self.failure.id,
            product_id=self.product.id,
            lot_ids=[Command.set(self.lot_a.ids)],
            **vals,
        )

    def _sheet(self, complaint=None, **vals):
        complaint = complaint or self._case()
        return (
            self.env["quality.complaint.laboratory"]
            .with_user(self.handler)
            .create(
                {
                    "complaint_id": complaint.id,
                    "reason": "The customer does not believe our test.",
                    "lot_id": self.lot_a.id,
                    **vals,
                }
            )
        )

    def _sent(self, **vals):
        sheet = self._sheet(
            laboratory_id=self.laboratory.id, retained_ref="R-17", **vals
        )
        sheet._send()
        return sheet

    def test_samples_before_sending(self):
        sheet = self._sheet()
        with self.assertRefused("laboratory"):
            sheet._send()
        sheet.laboratory_id = self.laboratory
        with self.assertRefused("sample"):
            sheet._send()
        self.assertEqual(sheet.state, "dispute")
        sheet.customer_ref = "C-1"
        sheet._send()
        self.assertTrue(sheet.date_sent)

    def test_decided_by_officers_on_a_report(self):
        sheet = self._sent()
        for user in (self.handler, self.inspector):
            with self.assertRaises(AccessError):
                sheet.with_user(user)._decide("bad", "Leaks.")
        mine = sheet.with_user(self.officer)
        with self.assertRefused("report"):
            mine._decide("bad", " ")
        with self.assertRefused("number of the report"):
            mine._decide("bad", "Leaks.")
        self.assertEqual(sheet.state, "laboratory")
        sheet.report_number = "SL-2026-9"
        mine._decide("bad", "Leaks at 2 bar.")
        self.assertEqual(sheet.result, "bad")
        self.assertEqual(sheet.decided_by_id, self.officer)
        complaint = sheet.complaint_id
        self.assertEqual(complaint.goods_judgement, "bad")
        self.assertIn("2 bar", complaint.goods_judgement_note)
        self.assertTrue(complaint.sudo().nonconformity_ids)

    def test_good_goods_are_judged_good(self):
        sheet = self._sent(report_number="SL-1")
        sheet.with_user(self.officer)._decide("good", "Conforms.")
        self.assertEqual(sheet.complaint_id.goods_judgement, "good")

    def test_bad_stays_with_its_nonconformity(self):
        complaint = self._case()
        complaint.with_user(self.officer)._confirm_bad("Leaks.")
        sheet = self._sheet(complaint)
        sheet.with_user(self.officer)._decide("good", "Conforms after all.")
        self.assertEqual(sheet.state, "decided")
        self.assertEqual(complaint.goods_judgement, "bad")

    def test_settled_by_arbitration(self):
        sheet = self._sent().with_user(self.officer)
        with self.assertRefused("who settled"):
            sheet._decide("settled", "Both give way.")
        sheet.write(
            {"arbitration_body": "Consumer council", "arbitration_outcome": "Half."}
        )
        sheet._decide("settled", "Both give way.")
        self.assertFalse(sheet.complaint_id.goods_judgement)

    def test_open_dispute_holds_up_decision_and_end(self):
        sheet = self._sent()
        complaint = sheet.complaint_id
        with self.assertRefused("in dispute"):
            complaint._solve()
        self.assertIn("in dispute", " ".join(complaint._get_close_blockers()))
        sheet._withdraw()
        complaint._solve()
        self.assertEqual(complaint.state, "solution")

    def test_decision_is_fixed(self):
        sheet = self._sent(report_number="SL-1")
        for vals in ({"result": "good"}, {"decided_by_id": self.handler.id}):
            with self.assertRefused("own steps"):
                sheet.write(vals)
        sheet.with_user(self.officer)._decide("good", "Conforms.")
        with self.assertRefused("can no longer be changed"):
            sheet.report_number = "SL-2"
        self.assertEqual(sheet.report_number, "SL-1")

    def test_where_else_the_lot_is(self):
        self._sell(3, self.lot_a)
        self._put(4, self.lot_a)
        other = self.env["res.partner"].create({"name": "Other Clinic"})
        self._sell(2, self.lot_a, partner_id=other.id)
        sheet = self._sheet()
        self.assertEqual(sheet.lot_quantity, 4)
        self.assertEqual(sheet.lot_partner_ids, other)

    def test_refused_return_is_disputed(self):
        ret = self._return((self.lot_a, 2, "quality"))
        handled = ret.with_user(self.handler)
        with self.assertRefused("not refused"):
            handled._dispute("It was sealed!")
        handled._accept()
        ret.with_user(self.officer)._refuse("The seal was broken by the customer.")
        with self.assertRaises(AccessError):
            ret.with_user(self.seller)._dispute("It was sealed!")
        with self.assertRefused("disputes"):
            handled._dispute(" ")
        self.assertFalse(ret.laboratory_ids)
        sheet = handled._dispute("It was sealed!")
        self.assertEqual(sheet.state, "dispute")
        self.assertEqual(sheet.lot_id, self.lot_a)
        self.assertEqual(ret.complaint_id, sheet.complaint_id)
        self.assertEqual(sheet.complaint_id.state, "accepted")
        self.assertEqual(sheet.complaint_id.partner_id, self.customer)

    def test_return_cannot_be_named_by_hand(self):
        ret = self._return((self.lot_a, 2, "quality"))
        with self.assertRefused("own steps"):
            self._sheet(return_id=ret.id)

    def test_dialog(self):
        sheet = self._sent(report_number="SL-1")
        action = sheet.action_decide()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.officer)
            .with_context(**action["context"])
        )
        form.result = "good"
        form.reason = "Conforms."
        wizard = form.save()
        with self.assertRaises(AccessError):
            self.env[action["res_model"]].with_user(self.handler).create(
                {"laboratory_id": sheet.id, "result": "good", "reason": "x"}
            )
        wizard.laboratory_id._decide(wizard.result, wizard.reason)
        self.assertEqual(sheet.state, "decided")


@tagged("post_install", "-at_install")
class TestComplaintDispute(InvestigationCommon):
    """Court, appraisal, arbitration: closing waits for the result [CO-84]."""

    def _dispute(self, complaint, **vals):
        return (
            self.env["quality.complaint.dispute"]
            .with_user(self.handler)
            .create({"complaint_id": complaint.id, "note": "Wants money.", **vals})
        )

    def _ready(self):
        complaint = self._investigated()
        complaint._solve()
        complaint.reply = "<p>No.</p>"
        complaint._reply()
        complaint.write(
            {
                "customer_opinion": "accepted",
                "result": "Settled.",
                "revisit_evaluation": "good",
            }
        )
        complaint._revisit()
        return complaint

    def test_freezes_closing(self):
        complaint = self._ready()
        dispute = self._dispute(complaint)
        self.assertTrue(complaint.in_dispute)
        with self.assertRefused("dispute outside"):
            complaint._close()
        with self.assertRefused("how it ended"):
            dispute._end("decided")
        dispute.result = "Dismissed."
        with self.assertRefused("court or body", "file number", "date"):
            dispute._end("decided")
        self.assertEqual(dispute.state, "open")
        dispute.write(
            {
                "body": "District court",
                "file_number": "2026-88",
                "date_result": fields.Date.today() - timedelta(days=1),
            }
        )
        dispute._end("decided")
        complaint._close()
        self.assertEqual(complaint.state, "closed")
        with self.assertRefused("over"):
            self._dispute(complaint)

    def test_not_rejected_meanwhile(self):
        complaint = self._investigated()
        self._dispute(complaint)
        with self.assertRefused("dispute outside"):
            complaint._reject("Not ours.")
        self.assertEqual(complaint.state, "investigating")

    def test_nothing_is_deleted_meanwhile(self):
        complaint = self._investigated()
        first, second = self._dispute(complaint), self._dispute(complaint)
        self.assertTrue(complaint.retention_dispute)
        for dispute in (first, second):
            dispute.result = "Given up."
        first._end("withdrawn")
        self.assertTrue(complaint.retention_dispute)
        second._end("withdrawn")
        self.assertFalse(complaint.retention_dispute)

    def test_hold_for_another_reason_stays(self):
        complaint = self._investigated()
        complaint.with_user(self.officer)._set_retention_dispute(True, "Recall")
        dispute = self._dispute(complaint)
        dispute.result = "Given up."
        dispute._end("withdrawn")
        self.assertTrue(complaint.retention_dispute)
