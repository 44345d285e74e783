import base64

from lxml import html

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import file_open

from odoo.addons.quality_base.tests.print_common import PrintCase

from .common import ComplaintCommon

FORMS = ("record", "department", "handling", "sheet", "information", "user")


class PrintCommon(ComplaintCommon):
    """A complaint with all that its forms show."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls.env["quality.team"].create({"name": "Workshop 装配车间"})
        with file_open("web/static/img/logo.png", "rb") as file:
            cls.picture = base64.b64encode(file.read())

    @classmethod
    def _full(cls, **vals):
        order = cls._sell(5, cls.lot_a)
        complaint = cls._investigated(
            description="泵运行一小时后停机 The pump stopped\nTwice on one day",
            demand="更换 A new pump",
            kind_id=cls.failure.id,
            level_id=cls.env.ref("quality_complaint.level_serious").id,
            channel="letter",
            contact_name="Ward Nurse 护士",
            contact_phone="021-5555",
            contact_address="Ward 3",
            product_id=cls.lot_a.product_id.id,
            lot_ids=[Command.set(cls.lot_a.ids)],
            quantity=2,
            sale_id=order.id,
            picking_id=order.picking_ids.id,
            usage_conditions="20 °C, 8 h a day",
            accused_team_id=cls.department.id,
            **vals,
        )
        complaint.write(
            {
                "reply": "<p>You get <b>a new one</b>.</p>",
                "customer_opinion": "conditions",
                "customer_opinion_note": "If it comes soon",
                "result": "Customer content",
                "findings": "电压不对 Wrong voltage",
                "responsible_party": "own",
                "responsible_team_id": cls.department.id,
                "corrective_measure": "Label the plug",
                "already_used": True,
                "use_consequence": "Treatment late",
            }
        )
        return complaint

    @classmethod
    def _photo(cls, complaint):
        return cls.env["ir.attachment"].create(
            {
                "name": "pump.png",
                "datas": cls.picture,
                "mimetype": "image/png",
                "res_model": complaint._name,
                "res_id": complaint.id,
            }
        )

    def _text(self, form, records, user=None, **data):
        reports = self.env["ir.actions.report"].with_user(user or self.handler)
        name = f"quality_complaint.report_complaint_{form}"
        content = reports._render_qweb_html(name, records.ids, data=data or None)[0]
        self.html = content.decode()
        text = html.fromstring(self.html).text_content().replace("\ufeff", "")
        return " ".join(text.split())


@tagged("post_install", "-at_install")
class TestComplaintPrint(PrintCommon):
    """CO-03, CO-10, CO-23: the six forms of a complaint print what is known."""

    def test_record(self):
        complaint = self._full()
        self._photo(complaint)
        text = self._text("record", complaint)
        for words in (
            "客户投诉记录表",
            "QC-F-01",
            complaint.name,
            self.customer.name,
            "Ward Nurse 护士",
            "021-5555",
            "Letter",
            self.failure.name,
            "Serious",
            "Glove",
            "2.00",
            complaint.sale_id.name,
            complaint.picking_id.name,
            "20 °C, 8 h a day",
            "泵运行一小时后停机",
            "更换 A new pump",
            "Workshop 装配车间",
            "Justified",
            "Seen on the sample.",
            "Explanation",
            "You get a new one.",
            "Agrees on conditions",
            "If it comes soon",
            "Customer content",
            "Wrong voltage",
            "Own company",
            "Label the plug",
            "Head of department",
        ):
            with self.subTest(words):
                self.assertIn(words, text)
        self.assertIn("<b>a new one</b>", self.html, "the reply keeps its shape")
        self.assertGreaterEqual(self.html.count("data:image"), 2, "QR code and photo")

    def test_other_forms(self):
        complaint = self._full()
        expected = {
            "department": (
                "客户投诉报表",
                "QC-F-02",
                "Workshop 装配车间",
                "What Happened",
            ),
            "handling": (
                "顾客质量投诉及处理记录",
                "QC-F-03",
                "Precautionary Hold",
                "Treatment late",
            ),
            "sheet": ("来信、来电、来访处理单", "QC-F-04", "Needs the Leader"),
            "information": ("顾客信息反馈记录表", "QC-F-05", "If it comes soon"),
            "user": ("产品质量信息反馈单", "QC-F-06", "Customer content"),
        }
        for form, words in expected.items():
            text = self._text(form, complaint)
            for word in (*words, complaint.name, "泵运行一小时后停机"):
                with self.subTest(form=form, word=word):
                    self.assertIn(word, text)

    def test_department_gets_its_clocks(self):
        complaint = self._complaint(kind_id=self.attitude.id)
        clock = complaint.sudo()._get_print_deadlines()[:1]
        self.assertTrue(clock, "a complaint starts with clocks")
        self.assertIn(clock.step_label, self._text("department", complaint))
        complaint.with_user(self.handler)._accept()
        steps = complaint.sudo()._get_print_deadlines().mapped("step")
        self.assertNotIn("accept", steps, "what is done is not to be done")

    def test_blank(self):
        for form in FORMS:
            text = self._text(form, self.env["quality.complaint"], blank=1)
            with self.subTest(form):
                self.assertIn("Received on", text)
                self.assertNotIn("False", text)
            paper = self.env.ref(f"quality_complaint.form_complaint_{form}")
            self.assertEqual(paper.action_print_blank()["data"], {"blank": 1})

    def test_person_complained_about_is_for_staff(self):
        accused = self._user("print_accused", "base.group_user")
        complaint = self._complaint()
        complaint.sudo().accused_user_id = accused
        self.assertIn(accused.name, self._text("record", complaint))
        text = self._text("record", complaint, self.employee)
        self.assertIn("The pump stopped after an hour.", text)
        self.assertNotIn(accused.name, text)

    def test_secret_complainant_stays_secret(self):
        complaint = self._complaint(
            contact_name="Whistle Blower", contact_phone="999", confidential=True
        )
        self.assertTrue(complaint.sudo().person_ids, "he is on record")
        for form in FORMS:
            text = self._text(form, complaint, self.complaint_manager)
            with self.subTest(form):
                self.assertIn("The pump stopped after an hour.", text)
                self.assertNotIn("Whistle Blower", text)
                self.assertNotIn(self.customer.name, text)

    def test_texts_cannot_break_out(self):
        complaint = self._full()
        complaint.write({"result": "<script>alert(1)</script>"})
        self._text("record", complaint)
        self.assertNotIn("<script>alert(1)", self.html)

    def test_narrow_cells_stand_in_pairs(self):
        rows = self._complaint()._get_print_rows("goods", "matter", "accused")
        for row in rows:
            self.assertEqual(len(row), 1 if row[0]["wide"] else 2)
            self.assertFalse(row[-1]["wide"] and len(row) > 1)
        labels = [cell["label"] for row in rows for cell in row]
        self.assertLess(labels.index("Description"), labels.index("Customer's Demand"))

    def test_solutions_that_stand(self):
        complaint = self._full()
        for note in ("First idea", "Second idea"):
            line = self._solution(complaint, "explanation", note=note)
        line._set_state("cancelled")
        text = self._text("handling", complaint)
        self.assertIn("First idea", text)
        self.assertNotIn("Second idea", text)

    def test_what_was_said_later(self):
        complaint = self._full()
        complaint._add_call("Where is my pump?")
        self.env["quality.complaint.addition"].with_user(self.handler).create(
            {"complaint_id": complaint.id, "note": "It was plugged in at 110 V"}
        )
        for form in ("record", "handling", "user"):
            text = self._text(form, complaint)
            self.assertIn("Where is my pump?", text)
            self.assertIn("It was plugged in at 110 V", text)


@tagged("post_install", "-at_install")
class TestComplaintPrintPdf(PrintCommon, PrintCase):
    """Real PDFs, in Chinese."""

    def test_pdf(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        complaint = self._full().sudo()
        self._photo(complaint)
        for form in FORMS:
            report = f"quality_complaint.action_report_complaint_{form}"
            chinese = complaint.with_context(lang="zh_CN")
            pdf = self._render_pdf(report, chinese)
            text = self._pdf_text(pdf)
            with self.subTest(form):
                self.assertIn(complaint.name, text)
                self.assertIn("泵运行一小时后停机", text.replace(" ", ""))
