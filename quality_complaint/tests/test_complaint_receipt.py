from odoo.tests import tagged

from .test_complaint_mail import MailCommon


@tagged("post_install", "-at_install")
class TestComplaintReceipt(MailCommon):
    """CO-08: who writes is told that it arrived; machines are not."""

    def _told(self, complaint):
        return complaint.message_ids.filtered(
            lambda m: m.message_type == "auto_comment"
        )

    def test_receipt_is_confirmed(self):
        raw = self._mail(sender="Li <li@consumer.example>")
        complaint = self._process(raw)
        told = self._told(complaint)
        self.assertEqual(len(told), 1)
        self.assertTrue(complaint.date_receipt_told)
        self.assertIn(complaint.name, told.subject)
        self.assertIn("Li", told.body)
        self.assertIn(f"/my/complaints/{complaint.id}?access_token=", told.body)
        mail = self.env["mail.mail"].search([("mail_message_id", "=", told.id)])
        self.assertEqual(mail.email_to, "li@consumer.example")
        self.assertIn("Auto-Submitted", mail.headers)
        self.assertIn(self.address, mail.reply_to)
        self.assertFalse(mail.recipient_ids)
        said = complaint.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertEqual(told.parent_id, said)

    def test_answers_are_not_confirmed_again(self):
        complaint = self._process(self._mail())
        said = complaint.message_ids.filtered(lambda m: m.message_type == "email")
        self._process(self._mail("More.", References=said.message_id))
        self.assertEqual(len(self._told(complaint)), 1)

    def test_machines_get_no_answer(self):
        for header, value in (
            ("Auto_Submitted", "auto-replied"),
            ("Precedence", "bulk"),
            ("X_Autoreply", "yes"),
            ("Return_Path", "<>"),
        ):
            complaint = self._process(self._mail(**{header: value}))
            self.assertTrue(complaint.is_automatic, header)
            self.assertFalse(self._told(complaint), header)
        person = self._process(self._mail(Auto_Submitted="no"))
        self.assertFalse(person.is_automatic)

    def test_two_machines_do_not_talk_for_ever(self):
        """An answering machine without a header gets three, then none."""
        told = [
            len(self._told(self._process(self._mail(sender="bot@loop.example"))))
            for _n in range(5)
        ]
        self.assertEqual(told, [1, 1, 1, 0, 0])

    def test_a_flood_is_stopped(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", "3")
        made = [
            bool(self._process(self._mail(sender="bot@loop.example")))
            for _n in range(5)
        ]
        self.assertEqual(made, [True, True, True, False, False])
        for _n in range(4):
            self._complaint(contact_email="pump@ward.example")
        self.assertTrue(self._process(self._mail()), "calls are no flood of mails")

    def test_bounces_make_nothing(self):
        complaint = self._process(self._mail())
        told, before = self._told(complaint), self._count()
        bounce = (
            f"From: MAILER-DAEMON@hospital.example\r\nTo: {self.address}\r\n"
            f"Subject: Undelivered\r\nMessage-Id: <bounce@hospital.example>\r\n"
            f"References: {told.message_id}\r\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n"
            "\r\n--x\r\nContent-Type: text/plain\r\n\r\nNot delivered.\r\n--x--\r\n"
        )
        self.assertFalse(self._process(bounce.encode()))
        self.assertEqual(self._count(), before)

    def test_own_address_and_switched_off(self):
        complaint = self._complaint(
            channel="email", contact_email=self.address, partner_id=False
        )
        complaint.sudo()._confirm_receipt()
        self.assertFalse(self._told(complaint))
        self.mailbox.confirm_receipt = False
        self.assertFalse(self._told(self._process(self._mail())))

    def test_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("quality_complaint.mail_complaint_received")
        template.with_context(lang="zh_CN").subject = "已收到: {{ object.name }}"
        self.customer.lang = "zh_CN"
        told = self._told(self._process(self._mail()))
        self.assertTrue(told.subject.startswith("已收到"))
        complaint = self._complaint(contact_lang="xx_XX", partner_id=False)
        self.assertEqual(
            complaint._get_customer_lang(), self.company.partner_id.lang or "en_US"
        )
