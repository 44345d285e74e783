from lxml import html

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common_investigation import InvestigationCommon
from .test_complaint_visit import PIXEL


@tagged("post_install", "-at_install")
class TestInvestigationPrint(InvestigationCommon):
    """The sheets of an investigation as they are filed [CO-23 to CO-26, CO-46, CO-47]."""

    def _text(self, report, records, user=None, **data):
        reports = self.env["ir.actions.report"].with_user(user or self.handler)
        name = f"quality_complaint.report_complaint_{report}"
        content = reports._render_qweb_html(name, records.ids, data=data or None)[0]
        text = html.fromstring(content.decode()).text_content().replace("\ufeff", "")
        return " ".join(text.split())

    def _assert_words(self, text, *words):
        for word in words:
            self.assertIn(word, text)

    def _case(self, **vals):
        return self._investigated(
            kind_id=self.failure.id,
            product_id=self.product.id,
            lot_ids=[Command.set(self.lot_a.ids)],
            **vals,
        )

    def _sheet(self, model, complaint, **vals):
        vals["complaint_id"] = complaint.id
        Model = self.env[f"quality.complaint.{model}"]
        return Model.with_user(self.complaint_manager).create(vals)

    def test_investigation(self):
        complaint = self._case()
        complaint.write(
            {
                "cause_id": self.env.ref("quality_complaint.cause_process").id,
                "responsible_party": "own",
                "responsible_team_id": self.quality_team.id,
                "corrective_measure": "Glue checked each hour.",
                "similar_cases": "The sister line.",
            }
        )
        self._sheet("addition", complaint, note="A second pump.")
        text = self._text("investigation", complaint)
        self._assert_words(text, "客户投诉调查记录", "QC-F-20", complaint.name)
        self._assert_words(text, "The seal was glued badly.", "Process", "Own company")
        self._assert_words(text, "Glue checked each hour.", "The sister line.")
        self._assert_words(text, self.product.name, "A second pump.", "Quality")

    def test_visit(self):
        self.customer.street = "7 Hill Road"
        visit = self._sheet(
            "visit",
            self._case(),
            inspector_ids=[Command.set(self.inspector.ids)],
            findings="The seal leaks.",
            verdict="bad",
            signature=PIXEL,
            customer_name="Head nurse",
        )
        text = self._text("visit", visit)
        self._assert_words(text, "现场核查记录", "QC-F-21", visit.name, "7 Hill Road")
        self._assert_words(text, self.inspector.name, "The seal leaks.", "Head nurse")

    def test_visit_hides_a_confidential_customer(self):
        self.customer.street = "7 Hill Road"
        complaint = self._case()
        complaint.confidential = True
        visit = self._sheet("visit", complaint, customer_name="Head nurse")
        self.assertFalse(visit.place)
        text = self._text("visit", visit, self.complaint_manager)
        for word in ("7 Hill Road", "Head nurse"):
            self.assertNotIn(word, text)

    def test_laboratory(self):
        sheet = self._sheet(
            "laboratory",
            self._case(),
            reason="He does not believe us.",
            lot_id=self.lot_a.id,
            retained_ref="R-17",
            customer_ref="C-1",
            laboratory_id=self.supplier.id,
        )
        text = self._text("laboratory", sheet)
        self._assert_words(text, "送检委托单", "QC-F-22", sheet.name, "R-17", "C-1")
        self._assert_words(text, "He does not believe us.", self.supplier.name)

    def test_group(self):
        group = self._sheet(
            "group",
            self._case(),
            leader_id=self.complaint_manager.id,
            member_ids=[Command.set(self.officer.ids)],
            mandate="Find out why.",
            findings="Wrong glue.",
            report="<p>Wrong <b>glue</b> since May.</p>",
        )
        text = self._text("group", group)
        self._assert_words(text, "调查小组报告", "QC-F-23", "Find out why.")
        self._assert_words(text, "Wrong glue since May.", self.officer.name)

    def test_feedback(self):
        form = self._sheet(
            "feedback",
            self._case(),
            team_id=self.service_team.id,
            problem="Rude answer.",
            corrective_measure="Apology.",
        )
        text = self._text("feedback", form)
        self._assert_words(
            text, "质量检查反馈表", "QC-F-24", "Rude answer.", "Apology."
        )

    def test_defect_entry(self):
        complaint = self._case()
        complaint.write({"already_used": True, "use_treatment": "Watched for a day."})
        text = self._text("defect", complaint)
        self._assert_words(text, "服务缺陷登记", "QC-F-25", "Watched for a day.")

    def test_blank(self):
        names = {
            "investigation": ("quality.complaint", "客户投诉调查记录"),
            "visit": ("quality.complaint.visit", "现场核查记录"),
            "laboratory": ("quality.complaint.laboratory", "送检委托单"),
            "group": ("quality.complaint.group", "调查小组报告"),
            "feedback": ("quality.complaint.feedback", "质量检查反馈表"),
            "defect": ("quality.complaint", "服务缺陷登记"),
        }
        for name, (model, title) in names.items():
            with self.subTest(report=name):
                text = self._text(name, self.env[model], blank=1)
                self.assertIn(title, text)


@tagged("post_install", "-at_install")
class TestInvestigationPdf(HttpCase, InvestigationCommon):
    """One sheet as a PDF, with the fonts of the forms."""

    def test_pdf(self):
        complaint = self._investigated(kind_id=self.failure.id)
        reports = self.env["ir.actions.report"].with_user(self.handler)
        content, kind = reports.with_context(
            force_report_rendering=True
        )._render_qweb_pdf(
            "quality_complaint.report_complaint_investigation", complaint.ids
        )
        self.assertEqual(kind, "pdf")
        self.assertTrue(content.startswith(b"%PDF"))
