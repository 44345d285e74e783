import re

from lxml import html

from odoo.tests import HttpCase, new_test_user, tagged

from ..controllers import portal as controller
from .common import ComplaintCommon
from .test_complaint_public import PNG


class PortalCommon(ComplaintCommon, HttpCase):
    """Two customers with logins, each with a delivery and a complaint."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._sell(5, cls.lot_a)
        cls.rival = cls.env["res.partner"].create({"name": "Rival Clinic"})
        cls.rival_order = cls._sell(3, cls.lot_b, partner_id=cls.rival.id)
        cls.customer.is_company = True
        cls.nurse = new_test_user(
            cls.env,
            "portal_nurse",
            "base.group_portal",
            password="portal_nurse",
            email="nurse@hospital.example",
        )
        cls.nurse.partner_id.write({"parent_id": cls.customer.id, "name": "Nurse"})
        cls.stranger = new_test_user(
            cls.env, "portal_rival", "base.group_portal", password="portal_rival"
        )
        cls.stranger.partner_id.parent_id = cls.rival
        cls.complaint = cls._complaint(
            product_id=cls.product.id,
            description="The seal leaks.",
            kind_id=cls.failure.id,
        )
        cls.other = cls._complaint(
            partner_id=cls.rival.id, description="The rival's secret."
        )
        cls.complaint.sudo()._portal_ensure_token()
        cls.other.sudo()._portal_ensure_token()

    def setUp(self):
        super().setUp()
        controller.MISSES.clear()
        controller.SENDINGS.clear()

    def _csrf(self, page="/my/complaints/new", token=None):
        text = self.url_open(page).text
        return (re.search(r'name="csrf_token" value="(\w+)"', text) or [None, ""])[1]

    def _send(self, step, complaint=None, token=None, files=None, **form):
        complaint = complaint or self.complaint
        page = f"/my/complaints/{complaint.id}"
        query = f"{page}?access_token={token}" if token else page
        form = {"csrf_token": self._csrf(query), **form}
        if token:
            form["access_token"] = token
        sent = [("files", file) for file in files or ()]
        return self.url_open(
            f"{page}/{step}", data=form, files=sent, allow_redirects=False
        )

    def _answer(self):
        """The complaint, answered."""
        complaint = self.complaint.with_user(self.handler)
        complaint._accept()
        complaint._investigate()
        complaint.write(
            {"justified": "yes", "justified_reason": "Seen.", "findings": "Cracked."}
        )
        self._solution(complaint, "explanation")
        complaint._solve()
        complaint.reply = "<p>You get a new one.</p>"
        complaint._reply()
        return complaint

    def _text(self, response):
        return " ".join(html.fromstring(response.content).text_content().split())


@tagged("post_install", "-at_install")
class TestComplaintPortal(PortalCommon):
    """XX-48: customers follow, add, answer and rate."""

    def test_list_is_ones_own(self):
        self.authenticate("portal_nurse", "portal_nurse")
        response = self.url_open("/my/complaints")
        self.assertEqual(response.status_code, 200)
        self.assertIn(self.complaint.name, response.text)
        self.assertNotIn(self.other.name, response.text)
        self.assertNotIn("secret", response.text)
        for query in ("sortby=state&filterby=open", "sortby=x&filterby=y"):
            response = self.url_open(f"/my/complaints?{query}")
            self.assertIn(self.complaint.name, response.text)
        self.complaint.sudo().confidential = True
        response = self.url_open("/my/complaints")
        self.assertNotIn(self.complaint.name, response.text)

    def test_home_counts(self):
        self.authenticate("portal_nurse", "portal_nurse")
        counted = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["complaint_count", "quality_return_count"]}
        )
        self.assertEqual(counted["complaint_count"], 1)
        self.assertEqual(counted["quality_return_count"], 0)
        self.assertIn("/my/complaints", self.url_open("/my").text)

    def test_page_says_what_concerns_the_customer(self):
        self.complaint.sudo().write(
            {"accused_user_id": self.employee.id, "justified_reason": "Inner thoughts"}
        )
        self.complaint.with_user(self.handler).message_post(body="Inner note")
        self.complaint.with_user(self.handler).message_post(
            body="Among colleagues",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.complaint.with_user(self.handler).message_post(
            body="Please send a photo",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.nurse.partner_id.ids,
        )
        self.complaint.sudo().reply = "<p>Draft of a reply</p>"
        self.authenticate("portal_nurse", "portal_nurse")
        response = self.url_open(f"/my/complaints/{self.complaint.id}")
        self.assertEqual(response.status_code, 200)
        text = self._text(response)
        for words in ("The seal leaks.", "Glove", "Please send a photo"):
            self.assertIn(words, text)
        for words in (
            "Inner",
            "Among colleagues",
            "Draft of a reply",
            self.employee.name,
        ):
            self.assertNotIn(words, response.text)

    def test_message_with_file(self):
        self.complaint.sudo().user_id = self.handler
        self.authenticate("portal_nurse", "portal_nurse")
        response = self._send("message", text="Here it is", files=[("a.png", PNG)])
        self.assertEqual(response.status_code, 303)
        message = self.complaint.message_ids[0]
        self.assertEqual(message.author_id, self.nurse.partner_id)
        self.assertIn("Here it is", message.body)
        self.assertEqual(message.attachment_ids.name, "a.png")
        self.assertEqual(self.complaint.activity_ids.user_id, self.handler)
        page = f"/my/complaints/{self.complaint.id}"
        self.assertIn("Here it is", self.url_open(page).text)
        file = self.url_open(f"{page}/file/{message.attachment_ids.id}")
        self.assertEqual(file.content, PNG)
        self.assertEqual(self._send("message", text=" ").status_code, 422)

    def test_opinion_and_rating(self):
        self._answer()
        self.authenticate("portal_nurse", "portal_nurse")
        text = self._text(self.url_open(f"/my/complaints/{self.complaint.id}"))
        self.assertIn("You get a new one.", text)
        self.assertEqual(self._send("read").status_code, 303)
        read = self.complaint.date_reply_read
        self.assertTrue(read)
        refused = self._send("opinion", opinion="rejected", note=" ")
        self.assertEqual(refused.status_code, 422)
        self.assertFalse(self.complaint.customer_opinion)
        self._send("opinion", opinion="rejected", note="I want money")
        self.assertEqual(self.complaint.customer_opinion, "rejected")
        self.assertEqual(self.complaint.customer_opinion_note, "I want money")
        self._send("opinion", opinion="accepted")
        self.assertEqual(self.complaint.customer_opinion, "accepted")
        self.assertEqual(
            self._send("rate", rate="5", feedback="Quick").status_code, 303
        )
        rating = self.complaint.sudo().rating_ids
        self.assertEqual(rating.mapped("rating"), [5.0])
        self.assertEqual(rating.feedback, "Quick")
        self.assertEqual(rating.rated_partner_id, self.handler.partner_id)
        self._send("rate", rate="1")
        self.assertEqual(self.complaint.sudo().rating_ids.mapped("rating"), [1.0])
        self.assertEqual(self.complaint.sudo().rating_last_value, 1.0)
        self.assertEqual(self._send("rate", rate="4").status_code, 422)

    def test_closed_case_can_be_rated_and_written_to(self):
        complaint = self._answer()
        complaint.customer_opinion = "accepted"
        complaint._set_state("closed")  # its conditions are tested elsewhere
        complaint._sign("closed")
        self.authenticate("portal_nurse", "portal_nurse")
        self.assertEqual(self._send("rate", rate="3").status_code, 303)
        self.assertEqual(self._send("message", text="Thanks").status_code, 303)
        self.assertEqual(self._send("opinion", opinion="accepted").status_code, 422)
        self.assertEqual(complaint.state, "closed")
        self.assertFalse(complaint.signed_content_differs)

    def test_personal_link_without_login(self):
        self._answer()
        token = self.complaint.sudo().access_token
        page = f"/my/complaints/{self.complaint.id}?access_token={token}"
        response = self.url_open(page)
        self.assertEqual(response.status_code, 200)
        self.assertIn("You get a new one.", response.text)
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        sent = self._send("opinion", token=token, opinion="accepted")
        self.assertEqual(sent.status_code, 303)
        self.assertIn(token, sent.headers["Location"])
        self.assertEqual(self.complaint.customer_opinion, "accepted")
        self._send("message", token=token, text="By link", files=[("a.png", PNG)])
        message = self.complaint.message_ids[0]
        self.assertEqual(message.author_id, self.customer)
        file = f"/my/complaints/{self.complaint.id}/file/{message.attachment_ids.id}"
        self.assertEqual(self.url_open(f"{file}?access_token={token}").content, PNG)
        self.assertEqual(self.url_open(file).status_code, 404)

    def test_confidential_case_names_nobody(self):
        sudo = self.complaint.sudo()
        sudo.confidential = True
        token = sudo._portal_ensure_token()
        self.authenticate("portal_nurse", "portal_nurse")
        page = f"/my/complaints/{self.complaint.id}"
        self.assertEqual(self.url_open(page).status_code, 404, "by the link only")
        self.assertEqual(self.url_open(f"{page}?access_token={token}").status_code, 200)
        sent = self._send("message", token=token, text="It was the night shift")
        self.assertEqual(sent.status_code, 303)
        message = self.env["mail.message"].search(
            [("body", "ilike", "It was the night shift")]
        )
        self.assertEqual(message.model, "quality.complaint.person", "managers read it")
        self.assertEqual(message.author_id, self.env.ref("base.public_partner"))
        self.assertNotIn("nurse", message.email_from or "")

    def test_staff_look_at_the_customers_page(self):
        mine = self.complaint.with_user(self.handler)
        url = mine.action_open_customer_page()["url"]
        self.assertIn(self.complaint.sudo().access_token, url)
        with self.assertRefused("complaint staff"):
            self.complaint.with_user(self.employee).action_open_customer_page()
        self.complaint.sudo().accused_user_id = self.handler
        with self.assertRefused("concerns you"):
            mine.action_open_customer_page()

    def test_file_from_a_delivery(self):
        self.authenticate("portal_nurse", "portal_nurse")
        page = self.url_open("/my/complaints/new")
        row = self.env["quality.complaint.delivery"].search(
            [("picking_id", "=", self.order.picking_ids.id)]
        )
        foreign = self.env["quality.complaint.delivery"].search(
            [("picking_id", "=", self.rival_order.picking_ids.id)]
        )
        offered = html.fromstring(page.content).xpath("//select[@id='goods']//@value")
        self.assertIn(str(row.id), offered)
        self.assertNotIn(str(foreign.id), offered)
        form = {"csrf_token": self._csrf(), "description": "Leaks", "goods": row.id}
        response = self.url_open(
            "/my/complaints/new",
            data=form,
            files=[("files", ("a.png", PNG))],
            allow_redirects=False,
        )
        self.assertEqual(response.status_code, 303)
        mine = [("partner_id", "=", self.nurse.partner_id.id)]
        filed = self.env["quality.complaint"].search(mine)
        self.assertRecordValues(
            filed,
            [
                {
                    "partner_id": self.nurse.partner_id.id,
                    "commercial_partner_id": self.customer.id,
                    "product_id": self.product.id,
                    "lot_ids": self.lot_a.ids,
                    "picking_id": self.order.picking_ids.id,
                    "sale_id": self.order.id,
                    "contact_email": "nurse@hospital.example",
                    "reporter_id": False,
                    "state": "new",
                }
            ],
        )
        self.assertTrue(filed.date_receipt_told)
        form["goods"] = foreign.id
        self.url_open("/my/complaints/new", data=form)
        filed = self.env["quality.complaint"].search(mine, limit=1)
        self.assertFalse(filed.product_id or filed.picking_id)
