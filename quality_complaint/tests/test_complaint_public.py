import re
from unittest.mock import patch

from lxml import html

from odoo.tests import HttpCase, tagged

from odoo.addons.quality_nonconformity.controllers.public_page import HEADERS

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
