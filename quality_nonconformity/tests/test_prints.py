from lxml import html

from odoo.tests import tagged

from odoo.addons.quality_base.tests.print_common import PrintCase

from .test_quarantine_card import CardCommon

LONG = "耳带熔接点强度低于标准要求，超声波焊头磨损、参数漂移所致，已停线隔离。" * 4


@tagged("post_install", "-at_install")
class TestPrints(CardCommon):
    """NC-07, NC-11, RE-07: labels and forms say in Chinese what they are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(20, cls.lot_a)

    def _text(self, report, records, user=None, **data):
        reports = self.env["ir.actions.report"].with_user(user or self.inspector)
        name = f"quality_nonconformity.{report}"
        content = reports._render_qweb_html(name, records.ids, data=data or None)[0]
        self.html = content.decode()
        text = html.fromstring(self.html).text_content().replace("\ufeff", "")
        return " ".join(text.split())

    def test_hold_label_per_lot(self):
        hold = self._hold(self.lot_a, self.lot_b, reason="Seal torn")
        text = self._text("report_hold_label", hold)
        self.assertEqual(text.count("HOLD 暂停"), 2)
        for words in ("Glove", "Lot A", "Lot B", "Seal torn", hold.name):
            self.assertIn(words, text)
        self.assertEqual(self.html.count("o_quality_red"), 2)
        self.assertIn("data:image", self.html, "the QR code")

    def test_hold_label_of_a_product(self):
        hold = self._hold(product_ids=self.loose)
        self.assertIn("Swab", self._text("report_hold_label", hold))

    def test_lot_labels(self):
        self._hold(self.lot_a, reason="Seal torn")
        lot = self.lot_a.with_user(self.worker)
        self.assertIn("Seal torn", self._text("report_lot_label", lot, self.worker))
        self.assertIn("不合格", self._text("report_lot_nonconforming_label", lot))
        self.assertIn("待检", self._text("report_lot_inspect_label", lot))
        self.assertIn("o_quality_yellow", self.html)

    def test_card_and_its_label(self):
        self._move_in(6)
        card = self._cards().with_user(self.inspector)
        card._confirm()
        card.write({"disposition": "rework", "rework_instruction": "<p>重新封口</p>"})
        text = self._text("report_quarantine_card", card)
        for words in (
            "隔离卡",
            card.name,
            "Glove",
            "6.00",
            "重新封口",
            "Rework",
            "QN-F-01",
        ):
            self.assertIn(words, text)
        self.assertIn(self.inspector.name, text)
        self.assertIn("隔离", self._text("report_card_label", card))
        self.assertEqual(
            card._get_label_form(),
            self.env.ref("quality_nonconformity.form_quarantine_label"),
        )

    def test_label_of_the_nonconforming_zone(self):
        card = self.env["quality.quarantine.card"].create(
            {
                "product_id": self.product.id,
                "quantity": 1,
                "location_id": self.warehouse.wh_nonconforming_loc_id.id,
            }
        )
        self.assertIn("不合格", self._text("report_card_label", card))

    def test_blank_card(self):
        cards = self.env["quality.quarantine.card"]
        text = self._text("report_quarantine_card", cards, blank=1)
        self.assertIn("隔离卡", text)
        self.assertIn("Rework Instruction", text)

    def test_count_report(self):
        self._move_in(6)
        count = self.env["quality.zone.count"].create(
            {"warehouse_id": self.warehouse.id}
        )
        count._fill()
        count.line_ids.write({"counted_quantity": 5, "is_counted": True})
        text = self._text("report_zone_count", count)
        for words in ("隔离区盘点差异报告", count.name, "6.00", "5.00", "-1.00"):
            self.assertIn(words, text)


@tagged("post_install", "-at_install")
class TestLabelPdf(CardCommon, PrintCase):
    """One label per lot, whatever the length of name and reason."""

    def test_long_words_stay_on_their_label(self):
        self._put(20, self.lot_a)
        self._move_in(6)
        self.product.name = (
            "一次性使用无菌医用外科口罩（平面形耳挂式，17.5cm×9.5cm，50只/盒）"
        )
        card = self._cards().with_user(self.inspector)
        card.reason = LONG
        hold = self._hold(self.lot_a, self.lot_b, reason=LONG)
        for report, record, labels in (("hold", hold, 2), ("card", card, 1)):
            with self.subTest(report):
                pdf = self._render_pdf(
                    f"quality_nonconformity.action_report_{report}_label", record
                )
                pages = self._pdf_text(pdf).split("\f")[:-1]
                self.assertEqual(len(pages), labels)
                for page in pages:
                    self.assertIn("17.5cm", page)
                    self.assertIn(record.name, page)
                    self.assertIn("QN-L-0", page)
