import re
import time
from unittest.mock import patch

from lxml import html

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.quality_nonconformity.controllers.public_page import HEADERS
from odoo.addons.quality_nonconformity.tools.rate_limit import RateLimit

from ..controllers import public as controller
from ..models import quality_complaint_link as link
from .common import ComplaintCommon

#: the smallest picture that is one
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"


class PublicCommon(ComplaintCommon, HttpCase):
    """A delivered lot, and a visitor who has its code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.order = cls._sell(5, cls.lot_a)
        cls.picking = cls.order.picking_ids
        cls.Complaint = cls.env["quality.complaint"]
        cls.before = cls.Complaint.search([], order="id desc", limit=1).id or 0

    def setUp(self):
        super().setUp()
        for limit in (
            controller.MISSES,
            controller.SENDINGS,
            controller.ALL_SENDINGS,
        ):
            limit.clear()
        self.startPatcher(patch.object(link, "TOO_FAST", -1))

    def _path(self, record=None, company=None):
        record = record or self.lot_a
        url = self.env["quality.complaint.link"]._get_url(
            record, company or self.company
        )
        return url.removeprefix(record.get_base_url())

    def _get(self, path=None, **params):
        query = "&".join(f"{key}={value}" for key, value in params.items())
        return self.url_open(f"{path or self._path()}?{query}")

    def _hidden(self, page):
        return {
            name: (re.search(rf'name="{name}" value="([^"]*)"', page) or [None, ""])[1]
            for name in ("csrf_token", "stamp")
        }

    def _post(self, path=None, files=None, hidden=None, **form):
        path = path or self._path()
        hidden = hidden or self._hidden(self._get(path).text)
        form = {**hidden, "description": "The seal leaks.", "lang": "en_US", **form}
        sent = [("files", file) for file in files or ()]
        return self.url_open(path, data=form, files=sent, allow_redirects=False)

    def _filed(self):
        domain = [("channel", "=", "web"), ("id", ">", self.before)]
        return self.Complaint.search(domain, order="id desc")

    def _text(self, response):
        return " ".join(html.fromstring(response.content).text_content().split())


@tagged("post_install", "-at_install")
class TestComplaintPublic(PublicCommon):
    """CO-01: anybody who has the code files a complaint, with or without a name."""

    def test_code_of_a_lot(self):
        response = self._get(lang="en_US")
        self.assertEqual(response.status_code, 200)
        text = self._text(response)
        for words in (
            self.company.name,
            "Glove",
            "Lot/Serial Number",
            "What happened?",
        ):
            self.assertIn(words, text)
        self.assertNotIn(self.customer.name, response.text)
        self.assertNotIn("<script", response.text)
        for name, value in HEADERS.items():
            self.assertEqual(response.headers[name], value)
        response = self._post(
            contact_name="Li",
            contact_email="li@consumer.example",
            contact_phone="010 1234",
            relation="consumer",
            kind=str(self.failure.id),
            demand="A new one",
        )
        self.assertEqual(response.status_code, 303)
        self.assertRecordValues(
            self._filed(),
            [
                {
                    "state": "new",
                    "channel": "web",
                    "company_id": self.company.id,
                    "product_id": self.product.id,
                    "lot_ids": self.lot_a.ids,
                    "description": "The seal leaks.",
                    "demand": "A new one",
                    "contact_name": "Li",
                    "contact_email": "li@consumer.example",
                    "contact_phone": "010 1234",
                    "contact_lang": "en_US",
                    "relation": "consumer",
                    "kind_id": self.failure.id,
                    "partner_id": False,
                    "reporter_id": False,
                    "first_responsible_id": False,
                }
            ],
        )
        told = self._filed().message_ids.filtered(
            lambda m: m.message_type == "auto_comment"
        )
        self.assertEqual(told.outgoing_email_to, "li@consumer.example")

    def test_thanks_with_number_and_link(self):
        response = self._post()
        complaint = self._filed()
        thanks = self.url_open(response.headers["Location"])
        self.assertEqual(thanks.status_code, 200)
        self.assertIn(complaint.name, self._text(thanks))
        self.assertIn(complaint.access_token, thanks.text)
        for path in (
            f"/complain/thanks/{complaint.id}/{'0' * 36}",
            f"/complain/thanks/{complaint.id + 1}/{complaint.access_token}",
            f"/complain/thanks/{2**40}/{complaint.access_token}",
            f"/complain/thanks/{self._complaint().id}/False",
        ):
            answer = self.url_open(path)
            self.assertEqual(answer.status_code, 404)
            self.assertNotIn(complaint.name, answer.text)

    def test_anonymous(self):
        self.assertEqual(self._post().status_code, 303)
        complaint = self._filed()
        self.assertEqual(complaint.relation, "anonymous")
        self.assertFalse(complaint.date_receipt_told)
        self.assertFalse(complaint.contact_name or complaint.contact_email)

    def test_code_of_a_delivery(self):
        path = self._path(self.picking)
        text = self._text(self._get(path, lang="en_US"))
        self.assertIn(self.picking.name, text)
        self._post(path)
        self.assertRecordValues(
            self._filed(),
            [
                {
                    "picking_id": self.picking.id,
                    "sale_id": self.order.id,
                    "product_id": self.product.id,
                    "lot_ids": self.lot_a.ids,
                    "partner_id": False,
                }
            ],
        )

    def test_delivery_with_several_goods(self):
        self._put(5, self.lot_b)
        move = self.picking.move_ids[:1]
        order = self._sell(3, self.lot_b, deliver=False)
        picking = order.picking_ids
        picking.move_ids.move_line_ids.unlink()
        for lot in (self.lot_a, self.lot_b):
            self._put(5, lot)
            self.env["stock.move.line"].create(
                {
                    "move_id": picking.move_ids.id,
                    "picking_id": picking.id,
                    "product_id": self.product.id,
                    "lot_id": lot.id,
                    "quantity": 1.5,
                    "location_id": picking.location_id.id,
                    "location_dest_id": picking.location_dest_id.id,
                }
            )
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        self.assertTrue(move and picking.state == "done")
        rows = self.env["quality.complaint.delivery"].search(
            [("picking_id", "=", picking.id)]
        )
        self.assertEqual(rows.lot_id, self.lot_a | self.lot_b)
        path = self._path(picking)
        chosen = rows.filtered(lambda row: row.lot_id == self.lot_b)
        self._post(path, goods=str(chosen.id))
        self.assertEqual(self._filed()[0].lot_ids, self.lot_b)
        self._post(path)
        self.assertFalse(self._filed()[0].product_id)
        self.assertEqual(self._filed()[0].picking_id, picking)
        other = self.env["quality.complaint.delivery"].search(
            [("picking_id", "=", self.picking.id)]
        )
        self._post(path, goods=str(other.id))
        self.assertEqual(self._filed()[0].picking_id, picking, "not of another slip")

    def test_blank_form_of_the_company(self):
        path = self.company.complaint_form_url.removeprefix(self.company.get_base_url())
        self._post(path, stated_goods="Pump 3000, lot 77")
        complaint = self._filed()
        self.assertEqual(complaint.stated_goods, "Pump 3000, lot 77")
        self.assertFalse(complaint.product_id or complaint.picking_id)

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Sister"})
        self._post(self._path(self.lot_a, other))
        self.assertEqual(self._filed().company_id, other)
        self.assertIn("CPL/", self._filed().name)

    def test_files(self):
        self._post(files=[("a.png", PNG), ("b.txt", b"text")])
        files = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "quality.complaint"),
                ("res_id", "=", self._filed().id),
            ]
        )
        self.assertEqual(sorted(files.mapped("name")), ["a.png", "b.txt"])
        self.assertFalse(any(files.mapped("public")))

    def test_in_chinese(self):
        response = self._get(lang="zh_CN")
        self.assertIn('lang="zh-CN"', response.text)
        self._post(lang="zh_CN")
        self.assertEqual(self._filed().contact_lang, "zh_CN")

    def test_colleagues_scan_the_same_code(self):
        url = self.env["quality.complaint.link"]._get_url(self.lot_a, self.company)
        Complaint = self.Complaint.with_user(self.handler)
        self.assertEqual(Complaint._resolve_own_link(url), self.lot_a)
        vals = Complaint._prepare_scan_vals(url)
        self.assertEqual(vals["product_id"], self.product.id)
        self.assertFalse(Complaint._resolve_own_link(url[:-1] + "x"))


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
