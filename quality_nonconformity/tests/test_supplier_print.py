from lxml import html

from odoo.tests import tagged

from odoo.addons.quality_base.tests.print_common import PrintCase

from .supplier_common import REPORT, DeviationCommon


@tagged("post_install", "-at_install")
class TestSupplierPrint(DeviationCommon, PrintCase):
    """NC-30 to NC-32: notice, 8D report and deviation request on paper."""

    def _text(self, report, records, **data):
        reports = self.env["ir.actions.report"].with_user(self.inspector)
        name = f"quality_nonconformity.{report}"
        content = reports._render_qweb_html(name, records.ids, data=data or None)[0]
        text = html.fromstring(content.decode()).text_content()
        return " ".join(text.replace("\ufeff", "").split())

    def _answered(self, **vals):
        self._receive(100, self.lot_a)
        notice = self._notice(
            description="封口开裂 Seam split",
            demand_note="整批换货 Exchange the whole lot",
            internal_demand="Line 2 exchanges what it has",
            requirement="GB/T 19001",
            **vals,
        )
        disciplines = {
            code: row | {"content": f"原因分析 {code}"} for code, row in REPORT.items()
        }
        with self._later(1):
            self._answer(
                notice,
                disciplines=disciplines,
                reply="We are sorry",
                accepted_quantity=10,
                rma_number="R-7",
            )
        with self._later(2):
            self._receive(50, self.lot_b)
        notice.effect_lots = 1
        notice.with_user(self.officer)._judge(True, "一批合格 One lot without defect")
        return notice

    def test_notice(self):
        notice = self._answered()
        text = self._text("report_supplier_notice", notice)
        for words in (
            "NC通知单",
            "QN-F-20",
            notice.name,
            "Glove Maker",
            "封口开裂",
            "整批换货",
            "Take back",
            "10.00",
            "GB/T 19001",
            "R-7",
            "We are sorry",
            "1 deliveries, 1 lots",
            "一批合格",
            self.officer.name,
        ):
            with self.subTest(words):
                self.assertIn(words, text)
        self.assertNotIn("/quality/supplier/", text)
        self.assertNotIn("Line 2 exchanges", text, "that is not for the supplier")
        self._render_pdf("quality_nonconformity.action_report_supplier_notice", notice)

    def test_8d(self):
        notice = self._answered()
        text = self._text("report_supplier_8d", notice)
        for words in (
            "8D报告",
            "QN-F-21",
            "D1 Team",
            "原因分析 D8",
            "Quality Engineer",
        ):
            with self.subTest(words):
                self.assertIn(words, text)
        self._render_pdf("quality_nonconformity.action_report_supplier_8d", notice)

    def test_deviation(self):
        request = self._request(lot_names="A\nB", measure="Ink is ordered 墨水已订")
        self._review(request)
        request.with_user(self.officer)._decide(True, "Mark the boxes")
        request.with_user(self.buyer)._notify()
        self._receive(10, self.lot_a)
        self.assertEqual(request.state, "notified")
        text = self._text("report_supplier_deviation", request)
        self.assertIn(
            "Decision Approved", text, "what was decided, not where it stands"
        )
        for words in (
            "偏差申请单",
            "QN-F-22",
            request.name,
            "Blue instead of white",
            "50.00",
            "墨水已订",
            "Holds",
            "Safe",
            "Mark the boxes",
            self.engineer.name,
            self.buyer.name,
            "10.00",
        ):
            with self.subTest(words):
                self.assertIn(words, text)
        self._render_pdf(
            "quality_nonconformity.action_report_supplier_deviation", request
        )

    def test_blank_forms(self):
        notices = self.env["quality.supplier.notice"]
        text = self._text("report_supplier_notice", notices, blank=1)
        self.assertIn("Reply by", text)
        text = self._text("report_supplier_8d", notices, blank=1)
        self.assertIn("D8 Recognition and closure", text)
        requests = self.env["quality.supplier.deviation"]
        text = self._text("report_supplier_deviation", requests, blank=1)
        self.assertIn("Technical Opinion", text)
