"""The forms of returns, in Chinese titles, and the device return record."""

import io

from lxml import html
from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.quality_base.tests.print_common import PrintCase

from .common import ComplaintCommon


class ReturnPrintCommon(ComplaintCommon):
    """A return that quality refused: all its forms have something to say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._sell(10, cls.lot_a)
        cls.product.default_code = "GL-7"
        cls.product.seller_ids = [(0, 0, {"partner_id": cls.supplier.id})]
        cls.damaged = cls._inspected(
            "customer_damage", (cls.lot_a, 4, "quality"), channel="list"
        )
        cls.damaged.with_user(cls.officer)._decide()


@tagged("post_install", "-at_install")
class TestReturnPrints(ReturnPrintCommon):
    def _text(self, report, records, user=None, **data):
        reports = self.env["ir.actions.report"].with_user(user or self.handler)
        name = f"quality_complaint.{report}"
        content = reports._render_qweb_html(name, records.ids, data=data or None)[0]
        text = html.fromstring(content.decode()).text_content().replace("\ufeff", "")
        return " ".join(text.split())

    def _assert_words(self, text, *words):
        for word in words:
            self.assertIn(word, text)

    def test_acceptance_form(self):
        text = self._text("report_return_acceptance", self.damaged)
        self._assert_words(
            text,
            *("退货受理单", "QC-F-40", self.damaged.name, "Held Hospital", "Glove"),
            *(self.second_handler.name, self.business_head.name, "Approved"),
        )

    def test_list(self):
        text = self._text("report_return_list", self.damaged)
        self._assert_words(text, "调退货明细表", "QC-F-41", "GL-7", "4.00", "Quality")

    def test_refusal(self):
        text = self._text("report_return_refusal", self.damaged)
        self._assert_words(
            text, "书面说明", "QC-F-43", "Seal torn.", "Opened with a knife."
        )

    def test_inspection_contact_and_record(self):
        text = self._text("report_return_inspection", self.damaged)
        picking = self.damaged.sudo().inspection_ids.zone_exit_id.move_ids.picking_id
        self._assert_words(
            text, "退货检验记录", "QC-F-46", "Damaged by the customer", picking.name
        )
        text = self._text("report_return_contact", self.damaged)
        self._assert_words(text, "内部联络", "QC-F-44", "returns zone")
        text = self._text("report_return_record", self.damaged)
        self._assert_words(
            text,
            *("产品退货记录", "QC-F-45", "Glove Maker", "GL-7"),
            *("Held Hospital", "Send back to the customer"),
        )

    def test_pickup_order(self):
        ret = self._confirmed((self.lot_a, 4, "quality"), arrival="station")
        order = (
            self.env["quality.return.pickup"]
            .with_user(self.handler)
            .create(
                {
                    "return_id": ret.id,
                    "station": "North Station",
                    "driver_id": self.worker.partner_id.id,
                    "waybill": "W-17",
                }
            )
        )
        text = self._text("report_return_pickup", order, self.worker)
        self._assert_words(
            text, "退货运输单", "QC-F-42", order.name, "North Station", "W-17"
        )

    def test_blank_forms(self):
        for report, title in (
            ("report_return_acceptance", "退货受理单"),
            ("report_return_list", "调退货明细表"),
            ("report_return_refusal", "书面说明"),
            ("report_return_inspection", "退货检验记录"),
            ("report_return_contact", "内部联络"),
            ("report_return_record", "产品退货记录"),
        ):
            text = self._text(report, self.env["quality.return"], blank=1)
            self.assertIn(title, text)
        text = self._text(
            "report_return_pickup", self.env["quality.return.pickup"], blank=1
        )
        self.assertIn("退货运输单", text)

    def test_forms_are_in_force(self):
        for number in range(40, 47):
            form = self.env["quality.form"].search([("number", "=", f"QC-F-{number}")])
            self.assertEqual(form.state, "effective")
            self.assertTrue(form.report_id)

    def test_ledger(self):
        open_one = self._confirmed((self.lot_a, 2, "quality"))
        ledger = self.env["quality.return.ledger"].with_user(self.handler).create({})
        cells = self._read(ledger)
        self._assert_words(
            cells,
            *("产品退货记录台账", self.damaged.name, "Glove Maker", "GL-7", "A"),
            *("Held Hospital", "Quality"),
        )
        self.assertNotIn(open_one.name, cells, "it has not come back")
        ledger.received_only = False
        self.assertIn(open_one.name, self._read(ledger))
        ledger.partner_id = self.supplier
        self.assertNotIn(self.damaged.name, self._read(ledger))

    def test_ledger_shows_the_day_where_the_reader_is(self):
        self.handler.tz = "Asia/Shanghai"
        self.damaged.sudo().date = "2026-03-02 18:30:00"
        ledger = self.env["quality.return.ledger"].with_user(self.handler).create({})
        self.assertIn("2026-03-03 00:00:00", self._read(ledger))

    def test_ledger_of_whom(self):
        with self.assertRaises(AccessError):
            self.env["quality.return.ledger"].with_user(self.seller).create({})

    def _read(self, ledger):
        target = io.BytesIO()
        ledger._write_xlsx(target)
        sheet = load_workbook(target).active
        rows = sheet.iter_rows(values_only=True)
        return [str(cell) for row in rows for cell in row if cell is not None]


@tagged("post_install", "-at_install")
class TestReturnPdf(ReturnPrintCommon, PrintCase):
    """Real files."""

    def test_pdf(self):
        for name, title in (
            ("acceptance", "退货受理单"),
            ("list", "调退货明细表"),
            ("refusal", "书面说明"),
            ("contact", "内部联络"),
            ("record", "产品退货记录"),
            ("inspection", "退货检验记录"),
        ):
            with self.subTest(name):
                pdf = self._render_pdf(
                    f"quality_complaint.action_report_return_{name}", self.damaged
                )
                text = self._pdf_text(pdf)
                self.assertIn(title, text)
                self.assertIn(self.damaged.name, text)
                self.assertIn("Glove", text)
