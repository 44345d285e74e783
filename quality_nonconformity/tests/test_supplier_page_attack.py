from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged, users
from odoo.tools import mute_logger

from ..controllers import supplier as controller
from ..tools.rate_limit import RateLimit
from ..tools.supplier_upload import clean_name, refusal
from .test_supplier_page import PNG, PageCommon


@tagged("post_install", "-at_install")
class TestSupplierPageAttack(PageCommon):
    """NC-30: what a stranger cannot do with the page."""

    def setUp(self):
        super().setUp()
        self.csrf = self._csrf()

    def _assert_nothing(self, path):
        """The link opens nothing, and the answer is that to any senseless link."""
        response = self._get(path)
        senseless = self._get("/quality/supplier/notice/999999/" + "0" * 64)
        self.assertEqual(response.status_code, 404)
        self.assertEqual(response.content, senseless.content)
        self.assertEqual(set(response.headers), set(senseless.headers))
        posted = self._post(path, token=self.csrf, step="acknowledge")
        self.assertEqual(posted.status_code, 404)
        self.assertEqual(posted.content, senseless.content)

    def _csrf(self):
        page = self._get()
        return page.text.partition('name="csrf_token" value="')[2].partition('"')[0]

    def test_guessed_foreign_and_senseless_tokens(self):
        other = self._notice()
        token = self._path().rpartition("/")[2]
        base = "/quality/supplier"
        for path in (
            f"{base}/notice/{self.notice.id}/{'0' * 64}",
            f"{base}/notice/{other.id}/{token}",
            f"{base}/notice/{self.notice.id}/{token[:-1]}",
            f"{base}/notice/{self.notice.id}/{token}0",
            f"{base}/notice/{self.notice.id}/%E4%BB%A4%E7%89%8C",
            f"{base}/notice/{2**40}/{token}",
            f"{base}/res.partner/{self.notice.id}/{token}",
        ):
            self._assert_nothing(path)
        self.assertEqual((self.notice | other).mapped("state"), ["issued"] * 2)

    def test_token_is_long_and_stands_nowhere(self):
        token = self._path().rpartition("/")[2]
        self.assertRegex(token, r"^[0-9a-f]{64}$")
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT access_nonce FROM quality_supplier_notice WHERE id = %s",
            [self.notice.id],
        )
        self.assertNotEqual(self.env.cr.fetchone()[0], token)
        for body in self.notice.message_ids.mapped("body"):
            self.assertNotIn(token, body)
        self.assertNotIn(token, str(self.notice.history_ids.mapped("values")))

    def test_expired(self):
        path = self._path()
        sudo = self.notice.sudo()
        sudo._write_gated({"access_until": self.today})
        self.assertEqual(self._get(path).status_code, 200, "the last day counts")
        sudo._write_gated({"access_until": self.today - timedelta(days=1)})
        self._assert_nothing(path)

    def test_revoked_when_closed_or_cancelled_or_renewed(self):
        path = self._path()
        self.notice.with_user(self.inspector)._renew_link()
        self._assert_nothing(path)
        path = self._path()
        self.assertEqual(self._get(path).status_code, 200)
        self.notice.with_user(self.officer)._cancel("Wrong supplier")
        self._assert_nothing(path)
        self.assertEqual(self.notice.state, "cancelled")

    def test_draft_has_no_link(self):
        draft = self._notice(issue=False)
        self.assertFalse(draft.supplier_url)
        self._assert_nothing(f"/quality/supplier/notice/{draft.id}/{'0' * 64}")
        self._assert_nothing(f"/quality/supplier/notice/{draft.id}/False")

    @users("hold_worker", "hold_inspector")
    def test_who_sees_the_link(self):
        fields = self.notice.with_env(self.env).fields_get()
        staff = self.env.user == self.inspector
        self.assertEqual("supplier_url" in fields, staff)
        self.assertNotIn("access_nonce", fields)

    @mute_logger("odoo.http")
    def test_no_form_without_its_csrf_token(self):
        for token in ("", "0" * 50):
            response = self._post(token=token, step="acknowledge")
            self.assertEqual(response.status_code, 400)
        self.assertEqual(self.notice.state, "issued")

    def test_tampered_fields_change_nothing_else(self):
        self._post(
            step="acknowledge",
            state="closed",
            quantity="1",
            description="All fine",
            judged_lots="5",
            user_id=str(self.reporter.id),
            date_reply_by="2099-01-01",
            D1_content="There is no 8D here",
            id="1",
            company_id="2",
        )
        self.assertRecordValues(
            self.notice,
            [
                {
                    "state": "acknowledged",
                    "quantity": 10,
                    "description": "Seals broken",
                    "judged_lots": 0,
                    "user_id": self.inspector.id,
                    "discipline_ids": [],
                }
            ],
        )

    def test_impossible_steps_and_values(self):
        for form in (
            {"step": "close"},
            {"step": ""},
            {"step": "goods"},
            {"step": "answer", "reply": "x", "accepted_quantity": "many"},
            {"step": "answer", "reply": "x", "accepted_quantity": "-3"},
            {"step": "answer", "reply": "x", "accepted_quantity": "nan"},
            {"step": "answer", "reply": "x", "date_fetch": "tomorrow"},
            {"step": "answer", "reply": "x" * 10_001},
            {"step": "answer", "reply": "x", "replied_by": " "},
            {"step": "answer", "reply": " "},
        ):
            response = self._post(**form)
            self.assertEqual(response.status_code, 422, form)
            self.assertIn('role="alert"', response.text)
        self.assertEqual(self.notice.state, "issued")
        self.assertFalse(self.notice.reply or self.notice.replied_by)

    def test_html_of_the_supplier_is_text(self):
        evil = '<script>alert(1)</script><img src=x onerror="alert(2)">'
        response = self._post(step="save", reply=evil, replied_by=evil, lang="en_US")
        self.assertEqual(response.status_code, 303)
        page = self._get().text
        self.assertNotIn("<script>", page)
        self.assertNotIn("<img src=x", page)
        self.assertIn("&lt;script&gt;", page)
        body = self._get_words()[0].body
        self.assertNotIn("<script>", body)
        self.assertNotIn("<img", body)
        response = self._post(step="save", reply=evil, accepted_quantity=evil)
        self.assertEqual(response.status_code, 422)
        self.assertNotIn("<script>", response.text)

    def test_files_too_large_too_many_or_of_another_kind(self):
        big = PNG + b"0" * (10 * 1024 * 1024)
        cases = [
            [("big.png", big)],
            [("empty.png", b"")],
            [("page.html", b"<html><script>1</script></html>")],
            [("page.png", b"<html><script>1</script></html>")],
            [("page.txt", b"<html><script>1</script></html>")],
            [("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")],
            [("tool.exe", b"MZ" + b"\x00" * 64)],
            [("name", PNG)],
            [(f"{number}.png", PNG) for number in range(11)],
        ]
        for files in cases:
            response = self._post(step="answer", reply="Done", files=files)
            self.assertEqual(response.status_code, 422, files[0][0])
        self.assertEqual(self.notice.state, "issued")
        self.assertFalse(self.notice.answer_attachment_ids)
        self.assertFalse(
            self.env["ir.attachment"].search_count(
                [("res_model", "=", self.notice._name), ("res_id", "=", self.notice.id)]
            )
        )

    @mute_logger("odoo.http")
    def test_a_body_too_large_is_not_read(self):
        routing = controller.QualitySupplierController.send.original_routing
        self.assertEqual(routing["max_content_length"], 60 * 1024 * 1024)
        with patch.dict(routing, {"max_content_length": 1000}):
            self.env.registry.clear_cache("routing")
            response = self._post(token=self.csrf, step="answer", reply="x" * 2000)
        self.env.registry.clear_cache("routing")
        self.assertEqual(response.status_code, 413)
        self.assertEqual(self.notice.state, "issued")

    def test_too_many_wrong_links(self):
        limit = RateLimit(limit=3, seconds=600)
        with patch.object(controller, "MISSES", limit):
            codes = [
                self._get("/quality/supplier/notice/1/" + "0" * 64).status_code
                for _n in range(4)
            ]
            self.assertEqual(codes, [404, 404, 429, 429])
            response = self._get()
            self.assertEqual(response.status_code, 429, "a right one tells nothing new")
            self.assertEqual(response.headers["Retry-After"], "600")
        self.assertEqual(self._get().status_code, 200)

    def test_too_many_sendings(self):
        with patch.object(controller, "SENDINGS", RateLimit(limit=1, seconds=600)):
            self._post(step="save", reply="One")
            response = self._post(step="save", reply="Two")
        self.assertEqual(response.status_code, 429)
        self.assertEqual(self.notice.reply, "One")

    def test_rate_limit(self):
        now = [0.0]
        limit = RateLimit(limit=2, seconds=10, keys=2, clock=lambda: now[0])
        limit.count("a")
        self.assertTrue(limit.is_free("a"))
        limit.count("a")
        self.assertFalse(limit.is_free("a"))
        self.assertTrue(limit.is_free("b"))
        now[0] = 11.0
        self.assertTrue(limit.is_free("a"))
        for key in "cdef":
            limit.count(key)
        self.assertLessEqual(len(limit._events), 2)

    def test_names_of_files(self):
        for name, clean in (
            ("../../etc/passwd.PDF", "passwd.pdf"),
            ("C:\\temp\\a b.png", "a b.png"),
            ("报告.docx", "报告.docx"),
            ("a\x00b\u202egnp.pdf", "a_b_gnp.pdf"),
            ("x" * 300 + ".png", "x" * 96 + ".png"),
            ("", "file"),
        ):
            self.assertEqual(clean_name(name), clean)
        self.assertEqual(refusal("a.png", PNG), None)
        self.assertEqual(refusal("a.pdf", PNG), "type")
        self.assertEqual(refusal("a.csv", b"a,b\n1,2\n"), None)

    def test_a_sister_company_is_not_mixed_up(self):
        other = self.env["res.company"].create({"name": "Sister"})
        response = self._get(cids=str(other.id))
        self.assertIn(self.company.name, response.text)
        self.assertEqual(
            self.notice.access_until - timedelta(days=90), self.notice.date_reply_by
        )
