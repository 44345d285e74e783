from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.quality_nonconformity.tools.rate_limit import RateLimit

from ..controllers import portal as controller
from .test_complaint_portal import PortalCommon
from .test_complaint_public import EVIL, PNG


@tagged("post_install", "-at_install")
class TestComplaintPortalAttack(PortalCommon):
    """What customers, strangers and machines cannot do on the portal."""

    def test_no_right_on_the_models(self):
        for model in ("quality.complaint", "quality.return"):
            for user in (self.nurse, self.env.ref("base.public_user")):
                with self.assertRaises(AccessError), mute_logger("odoo.models"):
                    self.env[model].with_user(user).search([]).mapped("name")
        note = self.complaint.with_user(self.handler).message_post(body="Inner note")
        with self.assertRaises(AccessError):
            self.env["mail.message"].with_user(self.nurse).browse(note.id).read(
                ["body"]
            )

    def test_foreign_complaint(self):
        self.authenticate("portal_rival", "portal_rival")
        page = f"/my/complaints/{self.complaint.id}"
        response = self.url_open(page)
        missing = self.url_open("/my/complaints/999999999")
        self.assertEqual(response.status_code, 404)
        self.assertEqual(missing.status_code, 404)
        self.assertNotIn("The seal leaks", response.text)
        csrf = self._csrf()
        for step in ("message", "opinion", "read", "rate"):
            response = self.url_open(
                f"{page}/{step}",
                data={
                    "csrf_token": csrf,
                    "text": "x",
                    "opinion": "accepted",
                    "rate": 5,
                },
            )
            self.assertEqual(response.status_code, 404, step)
        self.assertFalse(self.complaint.message_ids.filtered(lambda m: "x" == m.body))
        self.assertFalse(self.complaint.customer_opinion)

    def test_guessed_and_foreign_tokens(self):
        page = f"/my/complaints/{self.complaint.id}"
        for token in (
            "",
            "0" * 36,
            self.other.sudo().access_token,
            "False",
            "%E4%BB%A4",
        ):
            for path in (page, f"{page}/file/1"):
                response = self.url_open(f"{path}?access_token={token}")
                self.assertEqual(response.status_code, 404, token)
        self.assertEqual(self.url_open(f"/my/complaints/{2**40}").status_code, 404)
        tokenless = self._complaint(description="No link yet")
        for token in ("", "False", "None"):
            response = self.url_open(
                f"/my/complaints/{tokenless.id}?access_token={token}"
            )
            self.assertEqual(response.status_code, 404)

    def test_visitors_are_sent_to_the_login(self):
        for path in ("/my/complaints", "/my/complaints/new", "/my/returns"):
            response = self.url_open(path, allow_redirects=False)
            self.assertIn("/web/login", response.headers.get("Location", ""), path)

    def test_files_of_others_and_inner_files(self):
        inner = self.complaint.with_user(self.handler).message_post(
            body="Inner", attachments=[("plan.txt", b"secret")]
        )
        theirs = self.other.sudo()._post_customer_words("x", [("their.txt", b"secret")])
        self.authenticate("portal_nurse", "portal_nurse")
        for file in inner.attachment_ids | theirs.attachment_ids:
            response = self.url_open(
                f"/my/complaints/{self.complaint.id}/file/{file.id}"
            )
            self.assertEqual(response.status_code, 404)

    def test_script_in_every_field(self):
        self._answer()
        self.authenticate("portal_nurse", "portal_nurse")
        self._send("message", text=EVIL)
        self._send("opinion", opinion="conditions", note=EVIL)
        self._send("rate", rate="3", feedback=EVIL)
        self._send("opinion", opinion=EVIL, note=EVIL)
        names = ("description", "demand", "stated_goods", "contact_email", "kind")
        form = dict.fromkeys(names, EVIL) | {"csrf_token": self._csrf()}
        refused = self.url_open("/my/complaints/new", data=form)
        self.assertEqual(refused.status_code, 422)
        form["contact_email"] = ""
        filed = self.url_open("/my/complaints/new", data=form)
        page = self.url_open(f"/my/complaints/{self.complaint.id}")
        for response in (refused, filed, page, self.url_open("/my/complaints")):
            self.assertNotIn("<script>alert", response.text)
            self.assertNotIn("<img src=x", response.text)
            self.assertNotIn("<img src='x'", response.text)
        self.assertEqual(filed.status_code, 200)

    def test_files_of_wrong_kind_or_size(self):
        self.authenticate("portal_nurse", "portal_nurse")
        before = len(self.complaint.message_ids)
        for file in (
            ("big.png", PNG + b"0" * (30 * 1024 * 1024)),
            ("page.html", b"<html><script>1</script></html>"),
            ("empty.png", b""),
        ):
            response = self._send("message", text="x", files=[file])
            self.assertEqual(response.status_code, 422, file[0])
        self.assertEqual(len(self.complaint.message_ids), before)

    def test_opinion_before_the_reply_and_impossible_steps(self):
        self.authenticate("portal_nurse", "portal_nurse")
        for step, form in (
            ("opinion", {"opinion": "accepted"}),
            ("rate", {"rate": "5"}),
            ("read", {}),
        ):
            self.assertEqual(self._send(step, **form).status_code, 422, step)
        self.assertEqual(self._send("close").status_code, 404)
        self.assertEqual(self._send("_close").status_code, 404)
        self.assertEqual(self.complaint.state, "new")
        self.assertFalse(self.complaint.customer_opinion)
        self.assertFalse(self.complaint.sudo().rating_ids)

    @mute_logger("odoo.http")
    def test_no_form_without_its_csrf_token(self):
        self.authenticate("portal_nurse", "portal_nurse")
        response = self._send("message", text="x", csrf_token="0" * 50)
        self.assertEqual(response.status_code, 400)

    def test_too_many(self):
        self.authenticate("portal_nurse", "portal_nurse")
        with patch.object(controller, "SENDINGS", RateLimit(limit=1, seconds=60)):
            codes = [self._send("message", text=str(n)).status_code for n in range(2)]
        self.assertEqual(codes, [303, 429])
        with patch.object(controller, "MISSES", RateLimit(limit=2, seconds=60)):
            codes = [
                self.url_open(f"/my/complaints/{self.other.id}").status_code
                for _n in range(3)
            ]
            own = self.url_open(f"/my/complaints/{self.complaint.id}").status_code
        self.assertEqual(codes, [404, 429, 429])
        self.assertEqual(own, 429)
