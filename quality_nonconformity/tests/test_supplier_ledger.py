import io
from datetime import timedelta

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .supplier_common import SupplierCommon


@tagged("post_install", "-at_install")
class TestSupplierLedger(SupplierCommon):
    """NC-33: the supplier's file and the scores as registers."""

    def _rows(self, model, user=None, **vals):
        ledger = self.env[model].with_user(user or self.officer).create(vals)
        target = io.BytesIO()
        ledger._write_xlsx(target)
        sheet = load_workbook(io.BytesIO(target.getvalue())).active
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        self.title = rows[0][0]
        head = next(i for i, row in enumerate(rows) if row.count(None) < 3)
        labels = rows[head]
        return [
            dict(zip(labels, row, strict=True))
            for row in rows[head + 1 :]
            if row[0] and row[0] != "Total"
        ]

    def test_each_problem_in_detail(self):
        self._receive(50, self.lot_a)
        source = self._nonconformity(10, self.lot_a, supplier_id=self.supplier.id)
        self._dispose(source, "return_supplier", 10)
        notice = source.with_user(self.inspector)._open_supplier_notice()
        notice._issue()
        self._answer(notice)
        self._nonconformity(1, self.lot_a, isolate=False)  # names no supplier
        other = self.env["res.partner"].create({"name": "Other"})
        self._nonconformity(
            1, self.lot_a, isolate=False, supplier_id=other.id, effect="None"
        )
        rows = self._rows("quality.supplier.ledger", supplier_id=self.supplier.id)
        self.assertEqual(self.title, "供方质量档案")
        self.assertEqual(len(rows), 1)
        row = rows[0]
        self.assertEqual(row["Supplier Company"], "Glove Maker")
        self.assertEqual(row["Number"], source.name)
        self.assertEqual(row["Lots/Serial Numbers"], "A")
        self.assertEqual(row["Quantity"], 10)
        self.assertIn("Return to supplier", row["Dispositions"])
        self.assertEqual(row["Notices"], notice.name)
        self.assertEqual(row["Effect"], "Answered")
        self.assertTrue(row["Answered on"])
        rows = self._rows("quality.supplier.ledger")
        names = [row["Supplier Company"] for row in rows]
        self.assertIn("Other", names)
        # what is not answered has no effect yet: the column tells of the notice
        self.assertFalse(rows[names.index("Other")]["Effect"])
        self.assertNotIn(None, names)

    def test_period_of_the_file(self):
        self._nonconformity(1, self.lot_a, isolate=False, supplier_id=self.supplier.id)
        later = self.today + timedelta(days=2)
        rows = self._rows(
            "quality.supplier.ledger", date_from=later, supplier_id=self.supplier.id
        )
        self.assertEqual(rows, [])

    def test_scores(self):
        self._receive(10, self.lot_a)
        self._receive(10, self.lot_b)
        self._nonconformity(
            2, self.lot_a, supplier_id=self.supplier.id, responsible="supplier"
        )
        rows = self._rows("quality.supplier.score.ledger")
        self.assertEqual(self.title, "供方质量评分表")
        row = next(row for row in rows if row["Supplier"] == "Glove Maker")
        self.assertEqual(row["Lots Received"], 2)
        self.assertEqual(row["Lots Nonconforming"], 1)
        self.assertEqual(row["Quality Score"], 65)
        self.assertEqual(row["Quality Grade"], "C")
        rows = self._rows(
            "quality.supplier.score.ledger",
            date_from=self.today - timedelta(days=60),
            date_to=self.today - timedelta(days=30),
        )
        row = next(row for row in rows if row["Supplier"] == "Glove Maker")
        self.assertEqual(row["Lots Received"], 0)
        self.assertFalse(row["Quality Score"])

    def test_who_may_export(self):
        ledger = self.env["quality.supplier.ledger"].with_user(self.inspector)
        with self.assertRaises(AccessError):
            ledger.create({})._write_xlsx(io.BytesIO())
        with self.assertRaises(AccessError):
            self.env["quality.supplier.score.ledger"].with_user(self.worker).create({})
