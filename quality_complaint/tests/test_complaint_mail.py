import email.message
from email.utils import make_msgid

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon

THREAD = "odoo.addons.mail.models.mail_thread"
MAIL = "odoo.addons.mail.models.mail_mail"


class MailCommon(ComplaintCommon):
    """A mailbox with an address, and mails as they come from the network."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = cls.env["mail.alias.domain"].create({"name": "works.example"})
        cls.company.alias_domain_id = cls.domain
        cls.team = cls.env["quality.team"].create(
            {"name": "After-sales", "head_id": cls.handler.id}
        )
        cls.mailbox = (
            cls.env["quality.complaint.mailbox"]
            .with_user(cls.complaint_manager)
            .create(
                {
                    "name": "Complaints",
                    "alias_name": "complaints",
                    "team_id": cls.team.id,
                    "kind_id": cls.failure.id,
                }
            )
        )
        cls.address = "complaints@works.example"
        cls.customer.email = "pump@ward.example"

    @classmethod
    def _mail(
        cls, text="The pump stopped.", sender="Ward <pump@ward.example>", **headers
    ):
        """Return a mail as bytes; ``files`` are (name, bytes, main type, subtype)."""
        files = headers.pop("files", ())
        html = headers.pop("html", None)
        mail = email.message.EmailMessage()
        mail["From"] = sender
        mail["To"] = cls.address
        mail["Message-Id"] = make_msgid(domain="hospital.example")
        mail["Subject"] = headers.pop("Subject", "Pump broken")
        for name, value in headers.items():
            name = name.replace("_", "-")
            del mail[name]
            if value is not None:
                mail[name] = value
        mail.set_content(text)
        if html:
            mail.add_alternative(html, subtype="html")
        for name, content, main, sub in files:
            mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
        return mail.as_bytes()

    def _process(self, raw):
        """Take in a mail as the gateway does; return the complaint, if there is one."""
        with mute_logger(THREAD, MAIL, "odoo.tests"):
            res_id = self.env["mail.thread"].message_process(None, raw)
        return self.env["quality.complaint"].browse(res_id or [])

    def _count(self, model="quality.complaint"):
        return self.env[model].with_context(active_test=False).search_count([])


@tagged("post_install", "-at_install")
class TestComplaintMail(MailCommon):
    """CO-01: mails become complaints, whoever writes and whatever they look like."""

    def test_known_sender(self):
        complaint = self._process(self._mail())
        self.assertRecordValues(
            complaint,
            [
                {
                    "state": "new",
                    "channel": "email",
                    "partner_id": self.customer.id,
                    "contact_name": "Ward",
                    "contact_email": "pump@ward.example",
                    "team_id": self.team.id,
                    "kind_id": self.failure.id,
                    "mailbox_id": self.mailbox.id,
                    "company_id": self.company.id,
                    "reporter_id": False,
                    "first_responsible_id": False,
                    "is_automatic": False,
                }
            ],
        )
        self.assertEqual(complaint.description, "Pump broken\n\nThe pump stopped.")
        self.assertTrue(complaint.name.startswith("CPL/"))
        self.assertIn("The pump stopped", complaint.message_ids.mapped("body")[-1])
        complaint.with_user(self.handler)._accept()
        self.assertEqual(complaint.first_responsible_id, self.handler)

    def test_unknown_sender_is_kept_and_no_contact_is_made(self):
        before = self._count("res.partner")
        complaint = self._process(
            self._mail(sender="=?utf-8?b?5p2O?= <li@consumer.example>", text="坏了")
        )
        self.assertEqual(complaint.contact_name, "李")
        self.assertEqual(complaint.contact_email, "li@consumer.example")
        self.assertFalse(complaint.partner_id)
        self.assertIn("坏了", complaint.description)
        self.assertEqual(self._count("res.partner"), before)
        self.assertFalse(complaint.message_partner_ids - self.handler.partner_id)

    def test_files_are_attached(self):
        png = b"\x89PNG\r\n\x1a\n" + b"0" * 40
        complaint = self._process(self._mail(files=[("pump.png", png, "image", "png")]))
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "quality.complaint"), ("res_id", "=", complaint.id)]
        )
        self.assertEqual(files.mapped("name"), ["pump.png"])
        self.assertEqual(files.raw, png)

    def test_same_mail_twice_is_one_complaint(self):
        raw = self._mail()
        first = self._process(raw)
        before = self._count()
        self.assertFalse(self._process(raw))
        self.assertEqual(self._count(), before)
        self.assertEqual(
            len(first.message_ids.filtered(lambda m: m.message_type == "email")), 1
        )

    def test_one_mail_to_two_of_our_addresses(self):
        self.mailbox.copy({"name": "Hotline", "alias_name": "hotline"})
        before = self._count()
        both = "complaints@works.example, hotline@works.example"
        self.assertTrue(self._process(self._mail(To=both)))
        self.assertEqual(self._count(), before + 1)

    def test_mailbox_for_social_media(self):
        self.mailbox.with_user(self.complaint_manager).channel = "social"
        self.assertEqual(self._process(self._mail()).channel, "social")

    def test_answer_is_added_to_its_case(self):
        complaint = self._process(self._mail())
        complaint.user_id = self.handler
        said = complaint.message_ids.filtered(lambda m: m.message_type == "email")
        before = self._count()
        again = self._process(
            self._mail("It happened again.", References=said.message_id)
        )
        self.assertEqual(again, complaint)
        self.assertEqual(self._count(), before)
        self.assertIn("happened again", complaint.message_ids[0].body)
        self.assertEqual(complaint.activity_ids.user_id, self.handler)
        self._process(self._mail("And again.", In_Reply_To=said.message_id))
        self.assertEqual(len(complaint.activity_ids), 1, "asked to look once")

    def test_answer_to_a_closed_case(self):
        complaint = self._process(self._mail())
        said = complaint.message_ids.filtered(lambda m: m.message_type == "email")
        complaint.with_user(self.handler)._reject("Not our product.")
        self._process(self._mail("It is yours.", References=said.message_id))
        self.assertEqual(complaint.state, "rejected")
        self.assertIn("It is yours", complaint.message_ids[0].body)
        self.assertEqual(complaint.activity_ids.user_id, self.handler)

    def test_colleague_forwards(self):
        self.employee.email = "clerk@works.example"
        complaint = self._process(
            self._mail("A customer wrote this.", sender="clerk@works.example")
        )
        self.assertEqual(complaint.reporter_id, self.employee)
        self.assertEqual(complaint.first_responsible_id, self.employee)
        self.assertFalse(complaint.partner_id or complaint.contact_email)
        self.assertFalse(complaint.date_receipt_told)

    def test_malformed_mails_are_kept(self):
        cases = {
            "nothing but an address": b"To: complaints@works.example\r\n\r\n",
            "no body": self._mail("", Subject=None),
            "no sender": self._mail(sender=""),
            "a sender that is none": self._mail(sender="not an address"),
            "wrong encoding": b"From: a@b.example\r\nTo: complaints@works.example\r\n"
            b"Content-Type: text/plain; charset=utf-8\r\n\r\n\xff\xfe\x00 broken \xe4",
            "unknown charset": b"From: a@b.example\r\nTo: complaints@works.example\r\n"
            b"Content-Type: text/plain; charset=klingon\r\n\r\nqapla",
            "no end of the parts": b"From: a@b.example\r\nTo: complaints@works.example\r\n"
            b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nhello",
            "no date": self._mail(Date="yesterday, or so"),
            "huge": self._mail("x" * 50_000),
        }
        for name, raw in cases.items():
            with self.subTest(name):
                complaint = self._process(raw)
                self.assertTrue(complaint.exists())
                self.assertTrue(complaint.description.strip())
                self.assertLess(len(complaint.description), 11_000)

    def test_script_is_text(self):
        complaint = self._process(
            self._mail(
                html="<script>alert(1)</script><p>Bad <img src=x onerror=alert(2)></p>",
                Subject="<script>alert(3)</script>",
                sender='"<b>evil</b>" <evil@consumer.example>',
            )
        )
        for body in complaint.message_ids.mapped("body"):
            self.assertNotIn("<script", body)
            self.assertNotIn("onerror", body)
        self.assertNotIn("alert(1)", complaint.description)

    def test_archived_mailbox_or_other_address(self):
        with self.assertRaises(ValueError), mute_logger(THREAD):
            self.env["mail.thread"].message_process(
                None, self._mail(To="other@works.example")
            )

    def test_only_managers_make_mailboxes(self):
        values = {"name": "Mine", "alias_name": "mine"}
        with self.assertRefused(""):
            self.env["quality.complaint.mailbox"].with_user(self.handler).create(values)
        with self.assertRefused(""):
            self.mailbox.with_user(self.handler).alias_name = "mine"
        self.assertEqual(self.mailbox.alias_name, "complaints")
        with self.assertRefused(""):
            self.mailbox.with_user(self.employee).read(["name"])
