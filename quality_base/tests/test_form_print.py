import re

from odoo.tests import tagged

from .print_common import PrintCase

BODY = """
<t t-name="quality_base.test_print">
  <t t-call="web.html_container">
    <t t-set="form" t-value="env['quality.form'].search([('number', '=', 'QT-900')])"/>
    <t t-foreach="form._print_documents(docs, blank)" t-as="o">
      <t t-call="quality_base.%(layout)s">
        <table class="o_quality_fields">
          <tr><th>名称</th><td><span t-field="o.name"/></td></tr>
        </table>
        <table class="o_quality_grid">
          <thead><tr><th>行 Row</th><th>内容 Content</th></tr></thead>
          <tr t-foreach="range(0 if blank else %(rows)s)" t-as="i">
            <td>行<t t-out="i"/></td><td>检验不合格，隔离存放。Kept apart.</td>
          </tr>
        </table>
      </t>
    </t>
  </t>
</t>
"""


@tagged("post_install", "-at_install")
class TestFormPrint(PrintCase):
    """Any record can be printed: a team stands for the documents of all addons."""

    def _create_report(self, layout="form_layout", rows=3):
        self.env["ir.ui.view"].create(
            {
                "type": "qweb",
                "name": "test print",
                "key": "quality_base.test_print",
                "arch": BODY % {"layout": layout, "rows": rows},
            }
        )
        label = layout == "label_layout"
        paper = "paperformat_label" if label else "paperformat_form"
        report = self.env["ir.actions.report"].create(
            {
                "name": "Test",
                "model": "quality.team",
                "report_type": "qweb-pdf",
                "report_name": "quality_base.test_print",
                "paperformat_id": self.env.ref(f"quality_base.{paper}").id,
            }
        )
        # reports of addons have an xml id; without, the company's margins are added
        self.env["ir.model.data"]._update_xmlids(
            [{"xml_id": "quality_base.test_report", "record": report}]
        )
        self.form = self.env["quality.form"].create(
            {
                "name": "Isolation Card",
                "title_zh": "不合格品隔离卡",
                "number": "QT-900",
                "revision": "C/7",
                "report_id": report.id,
                "signature_labels": "Prepared by, Checked by, Approved by, Received by",
            }
        )
        return report

    def _create_teams(self, *names):
        return self.env["quality.team"].create([{"name": name} for name in names])

    def test_form(self):
        report = self._create_report()
        pdf = self._render_pdf(report, self._create_teams("仓储部 Stores"))
        text = self._pdf_text(pdf)
        for part in (
            "不合格品隔离卡",
            "Isolation Card",
            "QT-900",
            "C/7",
            "仓储部 Stores",
            "检验不合格，隔离存放。",
            "Approved by",
            "Received by",
        ):
            self.assertIn(part, text)
        self.assertRegex(text, r"Page\s+1\s*/\s*1")
        self.assertGreaterEqual(self._pdf_image_count(pdf), 1, "QR code of the record")
        self.assertIn("WenQuanYi", self._pdf_fonts(pdf))

    def test_pages_repeat_the_header_and_cut_no_row(self):
        report = self._create_report(rows=70)
        text = self._pdf_text(self._render_pdf(report, self._create_teams("仓储部")))
        pages = text.split("\f")[:-1]
        self.assertGreater(len(pages), 1)
        for number, page in enumerate(pages, 1):
            self.assertIn("不合格品隔离卡", page)
            self.assertRegex(page, rf"Page\s+{number}\s*/\s*{len(pages)}")
        rows = [int(n) for n in re.findall(r"行(\d+)", text)]
        self.assertEqual(rows, list(range(70)), "each row once, none cut or covered")

    def test_several_documents(self):
        report = self._create_report()
        teams = self._create_teams("甲组", "乙组")
        pages = self._pdf_text(self._render_pdf(report, teams)).split("\f")[:-1]
        self.assertEqual(len(pages), 2)
        for page, name in zip(pages, ("甲组", "乙组"), strict=True):
            self.assertIn(name, page)

    def test_blank_form(self):
        report = self._create_report()
        action = self.form.action_print_blank()
        self.assertEqual(action["data"], {"blank": 1})
        text = self._pdf_text(self._render_pdf(report, **action["data"]))
        self.assertIn("不合格品隔离卡", text)
        self.assertIn("QT-900", text)
        self.assertIn("Received by", text)
        self.assertNotIn("检验", text)

    def test_label(self):
        report = self._create_report("label_layout", rows=1)
        pdf = self._render_pdf(report, self._create_teams("隔离 12"))
        text = self._pdf_text(pdf)
        self.assertIn("不合格品隔离卡", text)
        self.assertIn("隔离 12", text)
        self.assertEqual(len(text.split("\f")) - 1, 1, "one label is one page")
        self.assertEqual(self._pdf_image_count(pdf), 1)

    def test_qr_leads_to_the_record(self):
        self._create_report()
        team = self._create_teams("仓储部")
        url = self.form._get_print_url(team)
        self.assertTrue(url.startswith(team.get_base_url()))
        self.assertTrue(url.endswith(f"/mail/view?model=quality.team&res_id={team.id}"))
        self.assertEqual(self.form._get_print_url(team.browse()), "")
        self.authenticate("admin", "admin")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertIn(f"/quality.team/{team.id}", answer.url)
