"""The sheet writer alone: plain Python, no records."""

from datetime import date, datetime
from io import BytesIO

from openpyxl import load_workbook

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from odoo.addons.quality_base.tools.ledger_sheet import MAX_TEXT, LedgerSheet

COLUMNS = [
    {"key": "name", "label": "编号 No.", "type": "text", "width": 18},
    {"key": "count", "label": "次数", "type": "int", "total": True},
    {"key": "qty", "label": "数量", "type": "float", "total": True},
    {"key": "cost", "label": "金额", "type": "money", "total": True},
    {"key": "day", "label": "日期", "type": "date"},
    {"key": "at", "label": "时间", "type": "datetime"},
    {"key": "ok", "label": "合格", "type": "bool"},
]


@tagged("post_install", "-at_install")
class TestLedgerSheet(BaseCase):
    def _write(self, rows, columns=COLUMNS, lines=(("公司", "某某公司"),)):
        file = BytesIO()
        sheet = LedgerSheet(file, columns)
        sheet.write_head(["隔离区产品跟踪台账", "Quarantine Ledger"], lines)
        sheet.write_rows(rows)
        sheet.close("合计")
        return file

    def _load(self, rows, data_only=False, **kwargs):
        file = self._write(rows, **kwargs)
        file.seek(0)
        return load_workbook(file, data_only=data_only).active

    def test_head_header_and_types(self):
        sheet = self._load(
            [
                {
                    "name": "CAPA/2026/00001",
                    "count": 3,
                    "qty": (1.25, "kg", 3),
                    "cost": (1234.5, "¥", 2),
                    "day": date(2026, 3, 2),
                    "at": datetime(2026, 3, 2, 17, 30),
                    "ok": True,
                }
            ]
        )
        self.assertEqual(sheet["A1"].value, "隔离区产品跟踪台账")
        self.assertEqual(sheet["A2"].value, "Quarantine Ledger")
        self.assertEqual([sheet["A3"].value, sheet["B3"].value], ["公司", "某某公司"])
        self.assertEqual([c.value for c in sheet[4]], [c["label"] for c in COLUMNS])
        values = [c.value for c in sheet[5]]
        self.assertEqual(
            values,
            [
                "CAPA/2026/00001",
                3,
                1.25,
                1234.5,
                datetime(2026, 3, 2),
                datetime(2026, 3, 2, 17, 30),
                "✓",
            ],
        )
        self.assertEqual(sheet["C5"].number_format, '#,##0.000 "kg"')
        self.assertEqual(sheet["D5"].number_format, '#,##0.00 "¥"')
        self.assertEqual(sheet["E5"].number_format, "yyyy-mm-dd")
        self.assertEqual(sheet.freeze_panes, "A5")
        self.assertEqual(sheet.auto_filter.ref, "A4:G5")
        self.assertEqual(round(sheet.column_dimensions["A"].width), 19)

    def test_text_is_never_a_formula(self):
        evil = ['=HYPERLINK("http://x","y")', "+1+1", "-2", "@SUM(1)", "=1+1", "\t=1"]
        sheet = self._load([{"name": text} for text in evil])
        for row, text in enumerate(evil, 5):
            cell = sheet.cell(row=row, column=1)
            self.assertEqual((cell.value, cell.data_type), (text, "s"))
            self.assertIsNone(cell.hyperlink)

    def test_title_and_head_lines_are_text_too(self):
        sheet = self._load([], lines=[("Filter", "=1+1")])
        self.assertEqual((sheet["B3"].value, sheet["B3"].data_type), ("=1+1", "s"))

    def test_totals_follow_the_filter(self):
        rows = [{"name": "a", "count": n, "qty": (n / 2, "kg", 1)} for n in range(5)]
        sheet = self._load(rows)
        self.assertEqual(sheet["A10"].value, "合计")
        self.assertEqual(sheet["B10"].value, "=SUBTOTAL(109,B5:B9)")
        sheet = self._load(rows, data_only=True)
        self.assertEqual((sheet["B10"].value, sheet["C10"].value), (10, 5))

    def test_different_units_are_not_added_up(self):
        rows = [
            {"name": "a", "qty": (1, "kg", 2), "cost": (10, "¥", 2)},
            {"name": "b", "qty": (2, "pcs", 0), "cost": (5, "$", 2)},
            {"name": "c", "qty": (2, "kg", 2), "cost": (1, "¥", 2)},
        ]
        sheet = self._load(rows)
        self.assertEqual(sheet["C8"].value, "3.00 kg; 2 pcs")
        self.assertEqual(sheet["D8"].value, "11.00 ¥; 5.00 $")

    def test_empty_ledger(self):
        sheet = self._load([])
        self.assertIsNone(sheet.auto_filter.ref)
        self.assertEqual(sheet["A5"].value, "合计")

    def test_long_text_is_cut_visibly(self):
        sheet = self._load([{"name": "长" * (MAX_TEXT + 10)}])
        self.assertEqual(len(sheet["A5"].value), MAX_TEXT)
        self.assertTrue(sheet["A5"].value.endswith("…"))

    def test_missing_values_are_empty_cells(self):
        sheet = self._load([{"name": False, "count": False, "day": None, "ok": False}])
        self.assertEqual([c.value for c in sheet[5]], [None] * 7)
