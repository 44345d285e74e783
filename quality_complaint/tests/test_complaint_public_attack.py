import time
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.quality_nonconformity.tools.rate_limit import RateLimit

from ..controllers import public as controller
from ..models import quality_complaint_link as link
from .test_complaint_public import EVIL, PNG, PublicCommon


@tagged("post_install", "-at_install")
class TestComplaintPublicAttack(PublicCommon):
    """What strangers and machines cannot do with the form."""

    def setUp(self):
        super().setUp()
        self.hidden = self._hidden(self._get().text)

    def test_guessed_tokens(self):
        token = self._path().rpartition("/")[2]
        self.assertRegex(token, r"^[0-9a-f]{32}$")
        lot, company = self.lot_a.id, self.company.id
        senseless = self._get("/complain/l/999999/1/" + "0" * 32)
        for path in (
            f"/complain/l/{lot}/{company}/{'0' * 32}",
            f"/complain/l/{self.lot_b.id}/{company}/{token}",
            f"/complain/d/{lot}/{company}/{token}",
            f"/complain/l/{lot}/{company + 1}/{token}",
            f"/complain/x/{lot}/{company}/{token}",
            f"/complain/l/{2**40}/{company}/{token}",
            f"/complain/l/{lot}/{company}/%E4%BB%A4",
        ):
            response = self._get(path)
            self.assertEqual(response.status_code, 404, path)
            self.assertEqual(response.content, senseless.content)
            posted = self._post(path, hidden=self.hidden)
            self.assertEqual(posted.status_code, 404)
        self.assertFalse(self._filed())

    def test_switched_off_or_deleted(self):
        path, lot = self._path(), self._lots("gone")
        gone = self._path(lot)
        lot.unlink()
        self.assertEqual(self._get(gone).status_code, 404)
        self.company.complaint_form = False
        self.assertEqual(self._get(path).status_code, 404)
        self.assertEqual(self._post(path, hidden=self.hidden).status_code, 404)
        self.assertFalse(self._filed())

    def test_honeypot(self):
        response = self._post(website="http://spam.example")
        self.assertEqual(response.status_code, 422)
        self.assertIn("Website", self._text(response))
        self.assertFalse(self._filed())

    def test_too_fast_too_old_and_without_stamp(self):
        with patch.object(link, "TOO_FAST", 60):
            response = self._post()
        self.assertEqual(response.status_code, 422)
        self.assertIn("The seal leaks.", response.text, "nothing typed is lost")
        with patch.object(time, "time", return_value=time.time() - 25 * 3600):
            old = self.env["quality.complaint.link"]._make_stamp()
        csrf = self.hidden["csrf_token"]
        for stamp in ("", "1.2.3", old, self.hidden["stamp"] + "0", "９.x.y"):
            hidden = {"csrf_token": csrf, "stamp": stamp}
            self.assertEqual(self._post(hidden=hidden).status_code, 422, stamp)
        self.assertFalse(self._filed())

    def test_the_same_form_twice_is_one_complaint(self):
        first = self._post(hidden=self.hidden)
        again = self._post(hidden=self.hidden, description="Other words")
        self.assertEqual(first.headers["Location"], again.headers["Location"])
        self.assertEqual(len(self._filed()), 1)
        self.assertEqual(self._filed().description, "The seal leaks.")

    @mute_logger("odoo.http")
    def test_no_form_without_its_csrf_token(self):
        hidden = {"csrf_token": "0" * 50, "stamp": self.hidden["stamp"]}
        self.assertEqual(self._post(hidden=hidden).status_code, 400)
        self.assertFalse(self._filed())

    def test_script_in_every_field(self):
        names = ("description", "demand", "contact_name", "contact_phone")
        response = self._post(**dict.fromkeys(names, EVIL))
        self.assertEqual(response.status_code, 303)
        complaint = self._filed()
        self.assertEqual(complaint.description, EVIL, "kept as text")
        for body in complaint.message_ids.mapped("body"):
            self.assertNotIn("<script", body)
            self.assertNotIn("<img", body)
        thanks = self.url_open(response.headers["Location"])
        self.assertNotIn("<script>", thanks.text)
        names = (*names, "contact_email", "stated_goods", "relation", "kind", "goods")
        company = self._path(self.company)
        for path in (self._path(), company, self._path(self.picking)):
            response = self._post(path, **dict.fromkeys(names, EVIL), lang=EVIL)
            self.assertEqual(response.status_code, 422)
            self.assertNotIn("<script>", response.text)
            self.assertNotIn("<img src=x", response.text)
        self.assertEqual(len(self._filed()), 1)

    def test_fields_that_the_form_does_not_have(self):
        self._post(
            state="closed",
            user_id=str(self.handler.id),
            partner_id=str(self.customer.id),
            company_id="999",
            confidential="1",
            reply="You get money",
            level_id="1",
            date="2000-01-01",
            filing_key="known",
        )
        complaint = self._filed()
        self.assertEqual(complaint.state, "new")
        self.assertEqual(complaint.company_id, self.company)
        self.assertFalse(complaint.partner_id or complaint.reply or complaint.user_id)
        self.assertFalse(complaint.confidential)
        self.assertNotEqual(complaint.filing_key, "known")
        self.assertGreater(complaint.date.year, 2000)

    def test_texts_missing_or_too_long(self):
        for form in (
            {"description": " "},
            {"description": "x" * 10_001},
            {"contact_name": "x" * 201},
            {"contact_email": "no address"},
        ):
            response = self._post(**form)
            self.assertEqual(response.status_code, 422, form)
            self.assertIn('role="alert"', response.text)
        self.assertFalse(self._filed())

    def test_files_too_large_too_many_or_of_another_kind(self):
        for files in (
            [("big.png", PNG + b"0" * (30 * 1024 * 1024))],
            [("empty.png", b"")],
            [("page.html", b"<html><script>1</script></html>")],
            [("page.png", b"<html><script>1</script></html>")],
            [("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")],
            [("tool.exe", b"MZ" + b"\x00" * 64)],
            [(f"{number}.png", PNG) for number in range(11)],
        ):
            response = self._post(files=files)
            self.assertEqual(response.status_code, 422, files[0][0])
        self.assertFalse(self._filed())
        self.assertFalse(
            self.env["ir.attachment"].search_count([("name", "in", ["big.png"])])
        )

    def test_a_body_too_large_is_not_read(self):
        routing = controller.QualityComplaintPublic.send.original_routing
        self.assertEqual(routing["max_content_length"], 60 * 1024 * 1024)
        with (
            mute_logger("odoo.http"),
            patch.dict(routing, {"max_content_length": 1000}),
        ):
            self.env.registry.clear_cache("routing")
            response = self._post(hidden=self.hidden, description="x" * 2000)
        self.env.registry.clear_cache("routing")
        self.assertEqual(response.status_code, 413)
        self.assertFalse(self._filed())

    def test_too_many(self):
        with patch.object(controller, "SENDINGS", RateLimit(limit=2, seconds=600)):
            codes = [self._post().status_code for _n in range(3)]
        self.assertEqual(codes, [303, 303, 429])
        with patch.object(controller, "ALL_SENDINGS", RateLimit(limit=0, seconds=60)):
            self.assertEqual(self._post().status_code, 429)
        self.assertEqual(len(self._filed()), 2)
        with patch.object(controller, "MISSES", RateLimit(limit=2, seconds=600)):
            codes = [
                self._get("/complain/l/1/1/" + "0" * 32).status_code for _n in range(3)
            ]
            self.assertEqual(codes, [404, 429, 429])
            response = self._get()
            self.assertEqual(response.status_code, 429)
            self.assertEqual(response.headers["Retry-After"], "600")
