import re
from datetime import timedelta

from lxml import html

from odoo.tests import HttpCase, tagged

from ..controllers.supplier import HEADERS, MISSES, SENDINGS
from .supplier_common import SupplierCommon

#: the smallest picture that is one
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


class PageCommon(SupplierCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.notice = cls._notice(answer_form="short")

    def setUp(self):
        super().setUp()
        MISSES.clear()
        SENDINGS.clear()

    def _path(self, record=None):
        record = record or self.notice
        return record.supplier_url.removeprefix(record.get_base_url())

    def _get(self, path=None, **params):
        query = "&".join(f"{key}={value}" for key, value in params.items())
        return self.url_open(f"{path or self._path()}?{query}")

    def _post(self, path=None, files=None, token=None, **form):
        """Send the form of the page as a browser does, with the token of the page."""
        path = path or self._path()
        if token is None:
            found = re.search(r'name="csrf_token" value="(\w+)"', self._get(path).text)
            token = found.group(1) if found else ""
        form = {"replied_by": "Head of Quality", "csrf_token": token, **form}
        sent = [("files", file) for file in files or ()]
        return self.url_open(path, data=form, files=sent, allow_redirects=False)

    def _get_words(self):
        """Messages that the supplier wrote, the last one first."""
        return self.notice.message_ids.filtered(
            lambda message: message.author_id == self.supplier
        )

    def _text(self, response):
        return " ".join(html.fromstring(response.content).text_content().split())


@tagged("post_install", "-at_install")
class TestSupplierPage(PageCommon):
    """NC-30: a supplier reads and answers without login."""

    def test_the_page_says_what_it_is_about(self):
        self.notice.sudo().write({"internal_demand": "Secret plan of the house"})
        response = self._get(lang="en_US")
        self.assertEqual(response.status_code, 200)
        text = self._text(response)
        for words in (
            self.notice.name,
            "Glove",
            "Lots/Serial Numbers A",
            "10 Units",
            "Seals broken",
            "Take back",
            "We have received it",
        ):
            self.assertIn(words, text)
        self.assertNotIn("Secret plan", response.text)
        self.assertNotIn("<script", response.text)
        self.assertTrue(response.text.lstrip().startswith("<!DOCTYPE html>"))
        for name, value in HEADERS.items():
            self.assertEqual(response.headers[name], value)

    def test_languages(self):
        self.supplier.lang = "zh_CN"
        page = html.fromstring(self._get().content)
        self.assertEqual(page.get("lang"), "zh-CN")
        current = page.xpath("//nav/a[@aria-current]")
        self.assertEqual([link.get("hreflang") for link in current], ["zh-CN"])
        page = html.fromstring(self._get(lang="en_US").content)
        self.assertEqual(page.get("lang"), "en-US")
        page = html.fromstring(self._get(lang="xx_XX").content)
        self.assertEqual(page.get("lang"), "zh-CN", "an unknown one changes nothing")

    def test_reading_writes_nothing(self):
        self.env.flush_all()
        before = self.notice.write_date, len(self.notice.message_ids)
        history = len(self.notice.history_ids)
        self._get()
        self._get(done="answer")
        self.notice.invalidate_recordset()
        self.assertEqual((self.notice.write_date, len(self.notice.message_ids)), before)
        self.assertEqual(len(self.notice.history_ids), history)
        self.assertEqual(self.notice.state, "issued")

    def test_acknowledge_save_answer(self):
        response = self._post(step="acknowledge")
        self.assertEqual(response.status_code, 303)
        self.assertIn("done=acknowledge", response.headers["Location"])
        self.assertEqual(self.notice.state, "acknowledged")
        self._post(step="save", reply="We look into it", transit_quantity="2.5")
        self.assertEqual(self.notice.state, "acknowledged")
        self.assertIn("We look into it", self._get().text, "it is there to go on")
        response = self._post(
            step="answer",
            reply="Temperature raised\r\nand checked",
            accepted_quantity="10",
            rma_number="R-17",
            date_fetch="2026-12-24",
            files=[("seal.png", PNG, "image/png"), ("图.pdf", b"%PDF-1.4\n", "x/y")],
        )
        self.assertEqual(response.status_code, 303)
        self.assertRecordValues(
            self.notice,
            [
                {
                    "state": "answered",
                    "reply": "Temperature raised\nand checked",
                    "accepted_quantity": 10,
                    "transit_quantity": 2.5,
                    "rma_number": "R-17",
                    "replied_by": "Head of Quality",
                }
            ],
        )
        names = self.notice.answer_attachment_ids.mapped("name")
        self.assertEqual(sorted(names), ["seal.png", "图.pdf"])
        message = self._get_words()[0]
        self.assertIn("Temperature raised", message.body)
        self.assertIn("127.0.0.1", str(self.notice.history_ids.mapped("values")))
        page = self._text(self._get(lang="en_US"))
        self.assertIn("What You Sent", page)
        self.assertNotIn("Send the answer", page)

    def test_8d_by_the_page(self):
        notice = self._notice()
        form = {f"D{n}_content": f"Text {n}" for n in range(1, 8)}
        form |= {"D3_person": "Shift Leader", "D3_date": "2026-12-01"}
        short = {key: form[key] for key in ("D1_content", "D2_content")}
        response = self._post(self._path(notice), step="answer", lang="en_US", **short)
        self.assertEqual(response.status_code, 422)
        self.assertIn("D3, D4, D5, D6, D7", self._text(response))
        self.assertIn("Text 1", response.text, "what was typed is not lost")
        self.assertFalse(notice.discipline_ids[0].content)
        self._post(self._path(notice), step="answer", **form)
        self.assertEqual(notice.state, "answered")
        row = notice.discipline_ids.filtered(lambda r: r.code == "D3")
        self.assertEqual((row.content, row.person), ("Text 3", "Shift Leader"))
        self.assertEqual(str(row.date), "2026-12-01")

    def test_goods_after_the_answer(self):
        self._answer(self.notice)
        self._post(step="goods", date_fetch="2026-12-30", rma_number="X1", reply="New")
        self.assertEqual(str(self.notice.date_fetch), "2026-12-30")
        self.assertEqual(self.notice.rma_number, "X1")
        self.assertEqual(self.notice.reply, "Sealing temperature raised.")

    def test_files_of_the_notice_open_and_no_others(self):
        vals = {"res_model": self.notice._name, "res_id": self.notice.id}
        shown, hidden = self.env["ir.attachment"].create(
            [
                {"name": "shown.png", "raw": PNG, **vals},
                {"name": "hidden.png", "raw": PNG, **vals},
            ]
        )
        self.notice.evidence_ids = shown
        response = self._get(f"{self._path()}/file/{shown.id}")
        self.assertEqual(response.content, PNG)
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn(f"/file/{shown.id}", self._get().text)
        for file in (hidden.id, 10**6):
            response = self._get(f"{self._path()}/file/{file}")
            self.assertEqual(response.status_code, 404)

    def test_phone_width_is_asked_for(self):
        page = html.fromstring(self._get().content)
        viewport = page.xpath("//meta[@name='viewport']/@content")
        self.assertEqual(viewport, ["width=device-width, initial-scale=1"])

    def test_reply_by_and_link_until(self):
        text = self._text(self._get(lang="en_US"))
        self.assertIn("Please answer by", text)
        self.assertEqual(
            self.notice.access_until, self.notice.date_reply_by + timedelta(days=90)
        )
