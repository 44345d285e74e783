from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestComplaintFlow(ComplaintCommon):
    """From the first word to the return visit, each step by who may [CO-05, CO-81]."""

    def test_whole_course(self):
        complaint = self._complaint(kind_id=self.failure.id)
        self.assertEqual(complaint.state, "new")
        self.assertEqual(complaint.first_responsible_id, self.employee)
        complaint = complaint.with_user(self.handler)
        complaint._accept()
        self.assertEqual(complaint.user_id, self.handler)
        self.assertEqual(complaint.accepted_by_id, self.handler)
        complaint._investigate()
        with self.assertRefused("justified"):
            complaint._solve()
        complaint.write({"justified": "yes", "justified_reason": "Seen."})
        with self.assertRefused("at least one solution"):
            complaint._solve()
        self._solution(complaint, "explanation")
        with self.assertRefused("investigation found"):
            complaint._solve()
        complaint.findings = "The seal was glued badly."
        complaint._solve()
        with self.assertRefused("reply"):
            complaint._reply()
        complaint.reply = "<p>You get a new one.</p>"
        complaint._reply()
        with self.assertRefused("opinion"):
            complaint._revisit()
        complaint.customer_opinion = "accepted"
        complaint._revisit()
        with self.assertRefused("result"):
            complaint._close()
        complaint.result = "Exchanged; content."
        with self.assertRefused("evaluate"):
            complaint._close()
        complaint.revisit_evaluation = "good"
        complaint._close()
        self.assertEqual(complaint.state, "closed")
        self.assertEqual(complaint.first_responsible_id, self.employee)
        self.assertIn("closed", complaint.signature_ids.mapped("meaning"))

    def test_everybody_files_staff_process(self):
        complaint = self._complaint()
        with self.assertRefused("complaint staff"):
            complaint.with_user(self.employee)._accept()
        self.assertEqual(complaint.state, "new")

    def test_filed_and_completed_on_the_form(self):
        for user in self.employee, self.seller, self.worker, self.inspector:
            with self.subTest(user=user.login):
                form = Form(self.env["quality.complaint"].with_user(user))
                form.description = "The box arrived open."
                complaint = form.save()
                self.assertEqual(complaint.first_responsible_id, user)
                with Form(complaint) as form:
                    form.partner_id = self.customer
                    form.kind_id = self.failure
                self.assertEqual(complaint.kind_id, self.failure)

    def test_complained_about_never_handles(self):
        complaint = self._complaint()
        complaint.sudo().accused_user_id = self.handler
        with self.assertRaises(AccessError):
            complaint.with_user(self.handler)._accept()
        self.assertEqual(complaint.state, "new")
        complaint.with_user(self.second_handler)._accept()
        self.assertEqual(complaint.state, "accepted")

    def test_first_responsible_stays(self):
        complaint = self._complaint().with_user(self.handler)
        with self.assertRaises(UserError):
            complaint.first_responsible_id = self.handler
        complaint.user_id = self.second_handler
        self.assertEqual(complaint.first_responsible_id, self.employee)

    def test_dissatisfied_is_investigated_again(self):
        complaint = self._investigated()
        complaint._solve()
        complaint.reply = "<p>No fault found.</p>"
        complaint._reply()
        complaint.customer_opinion = "rejected"
        complaint._revisit()
        complaint.result = "Not content."
        with self.assertRefused("rejected the reply"):
            complaint._close()
        with self.assertRefused("say why"):
            complaint._investigate()
        complaint._investigate("The customer wants an independent test.")
        self.assertEqual(complaint.state, "investigating")

    def test_rejected_with_reason_and_reopened_by_manager(self):
        complaint = self._complaint().with_user(self.handler)
        with self.assertRefused("why"):
            complaint._reject(" ")
        complaint._reject("Advertising.")
        self.assertEqual(complaint.state, "rejected")
        with self.assertRefused("complaint managers"):
            complaint._reopen_complaint("It was real.")
        complaint.with_user(self.complaint_manager)._reopen_complaint("It was real.")
        self.assertEqual(complaint.state, "investigating")
