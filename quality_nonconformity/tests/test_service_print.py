from lxml import html

from odoo.tests import HttpCase, tagged

from .service_common import SevereCase


@tagged("post_install", "-at_install")
class TestServicePrint(SevereCase):
    """NC-67, NC-69: the sheet and the feedback form as they are filed."""

    def _text(self, report, records, user=None, **data):
        reports = self.env["ir.actions.report"].with_user(user or self.inspector)
        name = f"quality_nonconformity.{report}"
        content = reports._render_qweb_html(name, records.ids, data=data or None)[0]
        text = html.fromstring(content.decode()).text_content().replace("\ufeff", "")
        return " ".join(text.split())

    def test_sheet(self):
        sheet = self._corrected(self._sheet(hand_over=True))
        sheet.with_user(self.finder)._verify_service(True, "Content", self.by_talk)
        text = self._text("report_service_sheet", sheet, self.head)
        for words in (
            "不合格服务评审处置表",
            "QN-F-50",
            sheet.name,
            "Ward",
            "Nobody came for two hours",
            "Below the standard of the service",
            "Apology face to face, Service redone until it meets the standard",
            "Washed and apologised",
            "Bell repaired",
            "Bells are tried every Monday",
            "Content",
            "Resolved by talk",
            self.finder.name,
            self.head.name,
        ):
            self.assertIn(words, text)
        self.assertNotIn("4. Severe case", text)

    def test_sheet_of_a_severe_case(self):
        sheet = self._answer_all(self._severe())
        text = self._text("report_service_sheet", sheet)
        for words in (
            "4. Severe case",
            "Floor closed",
            "Photo of the floor",
            sheet.sudo().capa_ids.name,
            "Quality committee",
            "Grave neglect",
            "Visited at home",
            self.officer.name,
        ):
            self.assertIn(words, text)

    def test_the_inquiry_leaves_the_line_of_the_discoverer(self):
        sheet = self._answer_all(self._severe())
        form = self.env.ref("quality_nonconformity.form_service_sheet")
        labels = [block[0] for block in form._get_signature_blocks(sheet)]
        self.assertEqual(labels, ["Verified by", "Kept by", "Approved"])

    def test_feedback_form(self):
        sheet = self._corrected(self._sheet(hand_over=True))
        text = self._text("report_service_feedback", sheet)
        for words in ("质量检查反馈表", "QN-F-51", "Bell repaired", self.head.name):
            self.assertIn(words, text)

    def test_blank(self):
        none = self.env["quality.nonconformity"]
        text = self._text("report_service_sheet", none, blank=1)
        for words in ("不合格服务评审处置表", "3. Verification", "Kept by"):
            self.assertIn(words, text)
        self.assertIn(
            "质量检查反馈表", self._text("report_service_feedback", none, blank=1)
        )


@tagged("post_install", "-at_install")
class TestServicePdf(HttpCase, SevereCase):
    """The sheet as a PDF, with the fonts and colours of the forms."""

    def test_pdf(self):
        sheet = self._answer_all(self._corrected(self._severe()))
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        for name in ("sheet", "feedback"):
            content, kind = reports._render_qweb_pdf(
                f"quality_nonconformity.report_service_{name}", sheet.ids
            )
            self.assertEqual(kind, "pdf")
            self.assertTrue(content.startswith(b"%PDF"))
