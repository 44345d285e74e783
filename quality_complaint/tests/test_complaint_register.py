"""Register, contact points, proof of identity, guidance."""

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestRegister(ComplaintCommon):
    """Letters, calls and visits in a register kept by a designated person [CO-10]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registrar = cls.env.ref("quality_complaint.function_registrar")
        cls.registrar.user_ids = cls.handler
        cls.post = cls.env.ref("quality_nonconformity.function_leader_in_charge")

    def test_numbers_in_order(self):
        letters = self._complaint(channel="letter") | self._complaint(channel="visit")
        letters.with_user(self.handler)._enter_in_register()
        numbers = letters.mapped("register_number")
        self.assertEqual(len(set(numbers)), 2)
        self.assertTrue(all(number.startswith("LCV/") for number in numbers))
        self.assertLess(numbers[0], numbers[1])
        self.assertEqual(letters.registered_by_id, self.handler)

    def test_by_the_registrar_only_once_and_no_web_forms(self):
        letter = self._complaint(channel="letter")
        with self.assertRaises(AccessError):
            letter.with_user(self.second_handler)._enter_in_register()
        self.assertFalse(letter.with_user(self.second_handler).can_register)
        letter.with_user(self.handler)._enter_in_register()
        number = letter.register_number
        with self.assertRefused("in the register already"):
            letter.with_user(self.handler)._enter_in_register()
        self.assertEqual(letter.register_number, number)
        web = self._complaint(channel="web")
        with self.assertRefused("no letter"):
            web.with_user(self.handler)._enter_in_register()

    def test_no_reply_before_the_leader_approved(self):
        leader = self._user("leader_in_charge", "base.group_user")
        self.post.user_ids = leader
        complaint = self._investigated(channel="letter")
        complaint.write({"needs_leader": True, "reply": "<p>We are sorry.</p>"})
        complaint._solve()
        with self.assertRefused("leader in charge"):
            complaint._reply()
        self.assertEqual(complaint.state, "solution")
        his = complaint.with_user(leader)
        self.assertTrue(his.can_approve_as_leader)
        with self.assertRefused("what is to be done"):
            his._approve_as_leader(" ")
        with self.assertRaises(AccessError):
            complaint._approve_as_leader("I say so")
        his._approve_as_leader("Reply, and visit them.")
        self.assertEqual(complaint.leader_id, leader)
        with self.assertRefused("does not wait"):
            his._approve_as_leader("Twice")
        complaint._reply()
        self.assertEqual(complaint.state, "replied")


@tagged("post_install", "-at_install")
class TestContactAndIdentity(ComplaintCommon):
    """Contact points published [CO-02]; proof of identity off by default [CO-04]."""

    def test_branch_has_its_parents_contact(self):
        self.company.write(
            {"complaint_phone": "010 5550 0100", "complaint_email": "ask@example.com"}
        )
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        both = ["010 5550 0100", "ask@example.com"]
        self.assertEqual(branch._get_complaint_contact(), both)
        branch.complaint_phone = "021 5550 0100"
        self.assertEqual(branch._get_complaint_contact(), ["021 5550 0100"])

    def _html(self, report, record):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            report, record.ids
        )
        return html.decode()

    def test_printed_on_order_and_delivery(self):
        order = self._sell(1, self.lot_a)
        picking = order.picking_ids
        reports = (
            ("sale.report_saleorder", order),
            ("stock.report_deliveryslip", picking),
        )
        for report, record in reports:
            self.assertNotIn("Questions or complaints", self._html(report, record))
        self.company.complaint_phone = "010 5550 0100"
        for report, record in reports:
            html = self._html(report, record)
            self.assertIn("Questions or complaints", html)
            self.assertIn("010 5550 0100", html)

    def _identity(self, user, complaint):
        return (
            self.env["quality.complaint.identity"]
            .with_user(user)
            .create({"complaint_id": complaint.id, "kind": "Identity card"})
        )

    def test_off_by_default_and_for_managers_only(self):
        complaint = self._complaint()
        with self.assertRefused("keeps no proofs"):
            self._identity(self.complaint_manager, complaint)
        self.company.complaint_identity = True
        for user in (self.handler, self.manager, self.employee):
            with self.assertRaises(AccessError):
                self._identity(user, complaint)
        proof = self._identity(self.complaint_manager, complaint)
        self.assertEqual(complaint.sudo().identity_ids, proof)
        with self.assertRaises(AccessError):
            complaint.with_user(self.handler).read(["identity_ids"])

    def test_erased_after_closing(self):
        self.company.write({"complaint_identity": True, "complaint_identity_days": 7})
        complaint = self._complaint()
        proof = self._identity(self.complaint_manager, complaint)
        model = self.env["quality.complaint.identity"]
        model._cron_erase()
        self.assertTrue(proof.exists(), "open: still needed")
        complaint.with_user(self.handler)._reject("Advertising.")
        model._cron_erase()
        self.assertTrue(proof.exists(), "the days are not over")
        date = complaint.date_closed.replace(year=complaint.date_closed.year - 1)
        complaint.sudo()._write_gated({"date_closed": date})
        model._cron_erase()
        self.assertFalse(proof.exists())
        events = complaint.sudo().history_ids.mapped("event")
        self.assertEqual(events.count("identity"), 2)

    def test_no_negative_days(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.company.complaint_identity_days = -1
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestContactOnPortal(HttpCase):
    """Customers find the contact points on their own page [CO-02]."""

    def test_shown_on_the_portal(self):
        user = new_test_user(
            self.env,
            "contact_portal",
            groups="base.group_portal",
            password="contact_portal",
        )
        self.authenticate("contact_portal", "contact_portal")
        self.assertNotIn("Questions or complaints", self.url_open("/my").text)
        user.company_id.complaint_phone = "010 5550 0100"
        page = self.url_open("/my").text
        self.assertIn("Questions or complaints", page)
        self.assertIn("010 5550 0100", page)


@tagged("post_install", "-at_install")
class TestGuidance(ComplaintCommon):
    """Guidance and reply texts on the record [CO-41]."""

    def test_guidance_fits_subject_and_level(self):
        complaint = self._complaint(kind_id=self.attitude.id)
        self.assertIn("Patience", complaint.guidance)
        self.assertNotIn("lot or serial number", complaint.guidance)
        complaint.with_user(self.handler).kind_id = self.failure
        self.assertIn("lot or serial number", complaint.guidance)
        self.assertNotIn("general manager", complaint.guidance)
        complaint.with_user(self.handler).level_id = self.env.ref(
            "quality_complaint.level_major"
        )
        self.assertIn("general manager", complaint.guidance)

    def test_texts_are_added_to_the_reply(self):
        complaint = self._investigated()
        phrase = self.env.ref("quality_complaint.phrase_apology")
        with Form(complaint) as form:
            form.phrase_id = phrase
            form.phrase_id = self.env.ref("quality_complaint.phrase_no_fault")
        self.assertIn("sorry for the inconvenience", complaint.reply)
        self.assertIn("found no deviation", complaint.reply)

    def test_texts_are_the_managers_to_write(self):
        phrase = self.env.ref("quality_complaint.phrase_apology")
        with self.assertRaises(AccessError):
            phrase.with_user(self.handler).name = "Mine"
        phrase.with_user(self.complaint_manager).name = "Regret"
        self.assertEqual(phrase.name, "Regret")
