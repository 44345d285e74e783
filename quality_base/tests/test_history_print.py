from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .evidence_common import EvidenceCase
from .print_common import PrintCase

REPORT = "quality_base.history_document"


@tagged("post_install", "-at_install")
class TestHistoryPrint(EvidenceCase, PrintCase):
    """The history on paper, for an inspector."""

    def _print(self, records=None):
        records = records or self.release
        action = records.action_print_history()
        self.env.flush_all()
        text = self._pdf_text(self._render_pdf(REPORT, **action["data"]))
        return " ".join(text.split())

    def test_print_of_an_intact_history(self):
        self.release.with_user(self.users["user"])._request()
        self.release.with_user(self.officer)._approve()
        self.release.message_post(body="x")
        self.release.with_user(self.officer)._set_retention_dispute(True, "客户起诉")
        text = self._print()
        for part in (
            "记录履历",
            "History of the Record",
            "QF-REC-01",
            self.release.name,
            "Intact: no entry was changed",
            "Quality officer",
            "State: Requested → Approved",
            "客户起诉",
            "Meaning: Approved",
            "Dispute Hold: Yes",
        ):
            self.assertIn(part, text)
        last = self.release.history_ids[0]
        self.assertEqual(last.event, "print")
        self.assertIn(last.hash, text.replace(" ", ""))

    def test_print_of_a_forged_history(self):
        self._approve()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE quality_history SET user_name = 'Nobody' "
            "WHERE res_model = 'quality.release' AND res_id = %s AND sequence = 2",
            [self.release.id],
        )
        self.env.invalidate_all()
        text = self._print()
        self.assertIn("NOT INTACT", text)
        self.assertIn(f"{self.release.name}: entry 2 was changed", text)
        self.assertNotIn("Intact: no entry", text)

    def test_html_of_many(self):
        releases = self.release | self._create_release(title="Other")
        data = releases.action_print_history()["data"]
        html = self.env["ir.actions.report"]._render_qweb_html(REPORT, [], data)[0]
        for release in releases:
            self.assertIn(release.name, html.decode())

    def test_only_readers_print(self):
        data = {"res_model": "quality.release", "res_ids": self.release.ids}
        report = self.env["report.quality_base.history_document"]
        values = report.with_user(self.users["auditor"])._get_report_values([], data)
        self.assertEqual(values["docs"], self.release)
        with self.assertRaises(AccessError):
            report.with_user(self.users["employee"])._get_report_values([], data)
        for model in ("res.users", "no.model"):
            with self.assertRaisesRegex(UserError, "print its history from there"):
                report._get_report_values([], {"res_model": model, "res_ids": [1]})
