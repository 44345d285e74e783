from datetime import timedelta
from io import BytesIO

from freezegun import freeze_time
from lxml import html
from openpyxl import load_workbook

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .test_inspection_record import RecordCommon


@tagged("post_install", "-at_install")
@freeze_time("2031-05-12 10:00:00")  # a period in which nothing else was inspected
class TestInspectionReport(RecordCommon):
    """NC-34: the quarterly summary, the half-yearly look, the ledger."""

    def _figures(self, name):
        report_type = self.env.ref(f"quality_nonconformity.report_type_{name}")
        today = fields.Date.today()
        report = self.env["quality.report"].create(
            {
                "report_type_id": report_type.id,
                "company_id": self.company.id,
                "date_from": today - timedelta(days=1),
                "date_to": today + timedelta(days=1),
            }
        )
        compute = getattr(report.sudo(), f"_compute_figures_{report_type.source}")
        return {section["title"]: section["rows"] for section in compute()}

    def _deliveries(self):
        good = self._inspect(self._delivered(10, "A1"))
        part = self._inspect(self._delivered(10, "A2"), "partial", accepted_quantity=4)
        bad = self._inspect(self._delivered(10, "A3"), "reject")
        self._delivered(10, "A4")
        return good, part, bad

    def test_catalogue(self):
        for name, period in (("summary", "quarterly"), ("check", "half_yearly")):
            entry = self.env.ref(f"quality_nonconformity.report_type_inspection_{name}")
            self.assertEqual(entry.period, period)

    def test_quarterly_summary(self):
        _good, part, bad = self._deliveries()
        figures = self._figures("inspection_summary")
        suppliers = figures["Inspected deliveries by supplier"]
        row = [self.supplier.name, 3, 1, 1, 1, 1 / 3]
        self.assertIn(row, suppliers)
        self.assertEqual(suppliers[-1], ["Total", *row[1:]])
        categories = figures["Inspected deliveries by category"]
        self.assertEqual(categories[0][0], self.medicines.display_name)
        self.assertEqual(figures["Grounds for rejection"], [["Appearance", 2]])
        refused = figures["Refused deliveries"]
        self.assertEqual([row[0] for row in refused], [part.name, bad.name])
        self.assertEqual([row[3] for row in refused], [6, 10])

    def test_branches_are_one_supplier(self):
        self._inspect(self._delivered(10, "A1"))
        branch = self.supplier.create({"name": "North", "parent_id": self.supplier.id})
        order = self._order((self.ampoule, 10), partner_id=branch.id)
        picking = self._validate(self._arrival((self.ampoule, 10, "A2"), order=order))
        self._inspect(picking.inspection_ids, "reject")
        rows = self._figures("inspection_summary")["Inspected deliveries by supplier"]
        self.assertEqual(rows[0], [self.supplier.name, 2, 1, 0, 1, 0.5])
        self.assertEqual(len(rows), 2, "the supplier and the total")

    def test_half_yearly_look(self):
        self._deliveries()
        figures = self._figures("inspection_check")
        today = fields.Date.today().isoformat()
        self.assertEqual(figures["Not finished yet"], [["To Inspect", 1, today]])
        self.assertEqual(figures["What became of them"], [["Isolated", 2]])

    def test_nothing_in_the_period(self):
        for rows in self._figures("inspection_check").values():
            self.assertEqual(rows, [])

    def test_confidential_goods_are_not_named(self):
        record = self._delivered(10, "A3")
        record.write({"confidential": True, "user_id": self.inspector.id})
        self._inspect(record, "reject")
        rows = self._figures("inspection_summary")["Refused deliveries"]
        self.assertNotIn("Ampoule", rows[0][2])

    def _sheet(self, user, **vals):
        ledger = self.env["quality.inspection.ledger"].with_user(user).create(vals)
        target = BytesIO()
        ledger._write_xlsx(target)
        target.seek(0)
        rows = load_workbook(target).active.iter_rows(values_only=True)
        return [[cell for cell in row if cell is not None] for row in rows]

    def test_ledger(self):
        good, part, bad = self._deliveries()
        rows = self._sheet(self.buyer)
        text = "\n".join(str(row) for row in rows)
        self.assertIn("物品检验台账", text)
        for words in (good.name, "A1", "Accept in part", bad.nonconformity_id.name):
            self.assertIn(words, text)
        text = str(self._sheet(self.inspector, refused_only=True))
        self.assertIn(part.name, text)
        self.assertNotIn(good.name, text)
        other = self.env["res.partner"].create({"name": "Other"})
        self.assertNotIn(part.name, str(self._sheet(self.buyer, supplier_id=other.id)))
        self.assertNotIn(part.name, str(self._sheet(self.buyer, kind="patrol")))

    def test_ledger_is_not_for_everybody(self):
        with self.assertRaises(AccessError):
            self._sheet(self.receiver)


@tagged("post_install", "-at_install")
class TestInspectionPrints(RecordCommon, HttpCase):
    """物品检验记录, IQC来料检验报告, and labels."""

    def _text(self, report, records, **data):
        name = f"quality_nonconformity.{report}"
        reports = self.env["ir.actions.report"].with_user(self.inspector)
        content = reports._render_qweb_html(name, records.ids, data=data or None)[0]
        self.html = content.decode()
        text = html.fromstring(self.html).text_content().replace("\ufeff", "")
        return " ".join(text.split())

    def _report_of(self):
        record = self._delivered(expiration_date=self._in_days(400))
        record.item_ids = [
            fields.Command.create({"name": "漏液检查", "basis": "GB 2626"})
        ]
        record.item_ids.write({"verdict": "fail", "result": "瓶口渗漏"})
        record = self._inspect(
            record,
            "reject",
            finding="瓶口渗漏三支",
            sample_size=13,
            accept_limit=1,
            defect_count=3,
            engineer_id=self.engineer.id,
        )
        mine = record.with_user(self.engineer)
        mine.confirm_note = "确认不合格"
        mine._confirm()
        return record

    def test_record(self):
        record = self._report_of()
        text = self._text("report_inspection_record", record)
        for words in ("物品检验记录", "QN-F-30", record.name, "A1", "瓶口渗漏三支"):
            self.assertIn(words, text)
        self.assertIn("Glove Maker", text)
        self.assertIn(self.inspector.name, text)
        self.assertIn(self.appearance.name, text)
        form = self.env.ref("quality_nonconformity.form_inspection_record")
        lines = [row[0] for row in form._get_signature_blocks(record) if not row[1]]
        self.assertEqual(lines, ["Keeper"], "the engineer signed, the keeper did not")

    def test_iqc_report(self):
        record = self._report_of()
        text = self._text("report_inspection_report", record)
        for words in ("IQC来料检验报告", "QN-F-31", "13", "确认不合格", "Yes"):
            self.assertIn(words, text)
        self.assertIn(self.engineer.name, text)

    def test_blank_forms(self):
        for report in ("report_inspection_record", "report_inspection_report"):
            text = self._text(report, self.Record, blank=1)
            self.assertIn("Requirement", text)
            self.assertNotIn("INS/", text)

    def test_labels(self):
        record = self._delivered()
        text = self._text("report_inspection_label", record)
        for words in ("待检", "Ampoule", "A1", "100", "To Inspect"):
            self.assertIn(words, text)
        self.assertIn("o_quality_yellow", self.html)
        self._inspect(record, "partial", accepted_quantity=70)
        text = self._text("report_inspection_label", record)
        for words in ("不合格", "30", self.appearance.name, "Nonconforming"):
            self.assertIn(words, text)
        self.assertIn("o_quality_red", self.html)

    def test_blank_review_and_report(self):
        for report, model, title in (
            ("report_need_review", "quality.need.review", "急用物料评审表"),
            (
                "report_purchase_recheck",
                "quality.purchase.recheck",
                "同批采购复检处理报告",
            ),
        ):
            self.assertIn(title, self._text(report, self.env[model], blank=1))

    def test_pdf(self):
        record = self._report_of()
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        for name in ("record", "report", "label"):
            content, kind = reports._render_qweb_pdf(
                f"quality_nonconformity.report_inspection_{name}", record.ids
            )
            self.assertEqual(kind, "pdf")
            self.assertTrue(content.startswith(b"%PDF"))
