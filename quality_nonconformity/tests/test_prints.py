from lxml import html

from odoo.tests import tagged

from .test_quarantine_card import CardCommon


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
