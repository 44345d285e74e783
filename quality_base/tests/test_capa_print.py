from odoo.tests import tagged

from .capa_common import CapaCase
from .print_common import PrintCase


@tagged("post_install", "-at_install")
class TestCapaPrint(CapaCase, PrintCase):
    def _full_capa(self):
        capa = self._to_verifying(
            description="<p>客户三个月后发现密封圈泄漏。12 of 400 pieces.</p>",
            why_ids=[
                (0, 0, {"question": "为什么泄漏？", "answer": "密封圈太薄"}),
                (
                    0,
                    0,
                    {"question": "为什么太薄？", "answer": "模具磨损", "is_root": True},
                ),
            ],
            cause_ids=[(0, 0, {"name": "没有保养计划", "category": "machine"})],
        )
        rows = {row.code: row for row in capa.discipline_ids}
        rows["D1"].write({"content": "<p>张工、李工</p>", "user_id": self.owner.id})
        rows["D3"].content = "<p>隔离库存 3 批。</p>"
        capa.with_user(self.checker)._verify(True, "30 天内无泄漏 No leak in 30 days")
        capa.with_user(self.officer)._close()
        return capa

    def test_capa_form(self):
        capa = self._full_capa()
        text = self._pdf_text(self._render_pdf("quality_base.report_capa_form", capa))
        for part in (
            "纠正和预防措施处理单",
            "Corrective and Preventive Action",
            "QF-CAPA-01",
            capa.name,
            "客户三个月后发现密封圈泄漏",
            "模具磨损",
            "← root cause",
            "Measure 0",
            "Photo 12, drawing rev. B",
            "30 天内无泄漏",
        ):
            self.assertIn(part, text)

    def test_signatures_are_printed(self):
        capa = self._full_capa()
        text = self._pdf_text(self._render_pdf("quality_base.report_capa_form", capa))
        for user in (self.officer, self.checker):
            self.assertIn(user.name, text)
        for meaning in ("Approved", "Verified", "Closed"):
            self.assertIn(meaning, text)
        self.assertNotIn("Plan approved by", text, "signed: no empty line is left")

    def test_8d(self):
        capa = self._full_capa()
        pdf = self._render_pdf("quality_base.report_capa_8d", capa)
        text = self._pdf_text(pdf)
        self.assertIn("8D报告", text)
        positions = [text.index(f"D{n} ") for n in range(9)]
        self.assertEqual(positions, sorted(positions))
        for part in ("张工、李工", "隔离库存 3 批。", "密封圈太薄", "没有保养计划"):
            self.assertIn(part, text)
        self.assertGreaterEqual(self._pdf_image_count(pdf), 1)

    def test_blank_forms_for_work_on_site(self):
        for form in ("form_capa", "form_8d"):
            record = self.env.ref(f"quality_base.{form}")
            action = record.action_print_blank()
            text = self._pdf_text(self._render_pdf(record.report_id, **action["data"]))
            self.assertIn(record.title_zh, text)
            self.assertIn("Plan approved by", text)
            self.assertNotIn("CAPA/20", text)

    def test_open_capa_prints_lines_to_sign(self):
        capa = self._to_planned()
        text = self._pdf_text(self._render_pdf("quality_base.report_capa_form", capa))
        self.assertIn("Verified by", text)
        self.assertIn(self.officer.name, text)

    def test_chinese_user(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        form = self.env.ref("quality_base.form_capa")
        form.with_context(lang="zh_CN").name = form.title_zh
        capa = self._create_capa().with_context(lang="zh_CN")
        self.env = self.env(context=dict(self.env.context, lang="zh_CN"))
        text = self._pdf_text(self._render_pdf("quality_base.report_capa_form", capa))
        self.assertEqual(text.count("纠正和预防措施处理单"), text.count("QF-CAPA-01"))
