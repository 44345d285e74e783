import io

from openpyxl import load_workbook

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_quarantine_card import CardCommon


@tagged("post_install", "-at_install")
class TestZoneCount(CardCommon):
    """NC-81: what lies in the zones against ledger and book stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(20, cls.lot_a)
        cls.count = (
            cls.env["quality.zone.count"]
            .with_user(cls.keeper)
            .create({"warehouse_id": cls.warehouse.id})
        )

    def _line(self):
        return self.count.line_ids.filtered(
            lambda line: line.product_id == self.product
        )

    def test_filled_from_ledger_and_book(self):
        self._move_in(6)
        self._put(2, self.lot_a, location=self.quarantine)  # stock without a card
        self.count._fill()
        self.assertRecordValues(
            self._line(),
            [
                {
                    "location_id": self.quarantine.id,
                    "lot_id": self.lot_a.id,
                    "ledger_quantity": 6,
                    "book_quantity": 8,
                    "is_counted": False,
                    "has_difference": False,
                }
            ],
        )

    def test_difference_needs_a_conclusion(self):
        self._move_in(6)
        self.count._fill()
        with self.assertRaisesRegex(UserError, "enter a counted quantity"):
            self.count._counted()
        self.count.line_ids.is_counted = True
        self._line().counted_quantity = 5
        self.assertEqual(self._line().ledger_difference, -1)
        self.assertEqual(self._line().book_difference, -1)
        self.count._counted()
        self.assertEqual(self.count.counted_by_id, self.keeper)
        self.assertGreaterEqual(self.count.difference_count, 1)
        with self.assertRaisesRegex(UserError, "quality staff"):
            self.count._confirm()
        count = self.count.with_user(self.inspector)
        with self.assertRaisesRegex(UserError, "Conclusion"):
            count._confirm()
        count.conclusion = "One piece was taken as a sample"
        count._confirm()
        self.assertEqual(
            (count.state, count.confirmed_by_id), ("confirmed", self.inspector)
        )

    def test_no_difference(self):
        self._move_in(6)
        self.count._fill()
        for line in self.count.line_ids:
            line.write({"counted_quantity": line.book_quantity, "is_counted": True})
        self.assertFalse(self._line().has_difference)

    def test_counted_zero_is_a_count(self):
        self._move_in(6)
        self.count._fill()
        self._line().is_counted = True
        self.assertEqual(self._line().ledger_difference, -6)
        self.assertTrue(self._line().has_difference)

    def test_figures_are_kept(self):
        self._move_in(6)
        self.count._fill()
        self.count.line_ids.write({"counted_quantity": 6, "is_counted": True})
        self.count._counted()
        self._move_in(3)
        self.assertEqual(self._line().ledger_quantity, 6)
        with self.assertRaisesRegex(UserError, "its lines stay"):
            self._line().counted_quantity = 1
        with self.assertRaisesRegex(UserError, "its lines stay"):
            self._line().unlink()
        self.count.action_recount()
        self.count._fill()
        self.assertEqual(self._line().ledger_quantity, 9)
        self.assertEqual(self._line().counted_quantity, 6, "the count is kept")

    def test_gates(self):
        for vals in ({"state": "confirmed"}, {"confirmed_by_id": self.keeper.id}):
            with self.subTest(vals), self.assertRaises(UserError):
                self.count.write(vals)

    def test_proposed_by_interval(self):
        self._move_in(6)
        Count = self.env["quality.zone.count"]
        self.count.action_cancel()
        older = Count.search([("warehouse_id", "=", self.warehouse.id)])
        older.filtered(lambda count: count.state in ("draft", "counted"))._set_state(
            "cancelled"
        )
        older._write_gated({"date_planned": "2020-01-01"})
        self.company.quality_zone_count_days = 0
        Count._cron_propose()
        domain = [("warehouse_id", "=", self.warehouse.id), ("state", "=", "draft")]
        self.assertFalse(Count.search(domain))
        self.company.quality_zone_count_days = 30
        Count._cron_propose()
        proposed = Count.search(domain)
        self.assertEqual(len(proposed), 1)
        self.assertEqual(proposed.user_id, self.keeper)
        self.assertTrue(proposed.line_ids)
        Count._cron_propose()
        self.assertEqual(Count.search(domain), proposed, "an open count stands")
        proposed.line_ids.write({"counted_quantity": 6, "is_counted": True})
        proposed._counted()
        proposed.conclusion = "Checked"
        proposed._confirm()
        Count._cron_propose()
        self.assertFalse(Count.search(domain), "counted this month")
        proposed._write_gated({"date_planned": "2020-01-01"})
        Count._cron_propose()
        self.assertEqual(len(Count.search(domain)), 1)

    def test_export(self):
        self._move_in(6)
        self.count._fill()
        self.count.line_ids.is_counted = True
        self._line().counted_quantity = 5
        action = self.count.action_export()
        name, res_id = action["url"].rsplit("/", 2)[1:]
        target = io.BytesIO()
        self.env[name].browse(int(res_id))._write_xlsx(target)
        sheet = load_workbook(target).active
        self.assertEqual(sheet["A1"].value, "隔离区盘点差异报告")
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        line = next(row for row in rows if self.lot_a.display_name in row)
        self.assertEqual(line[4:9], [6, 6, 5, -1, -1])


@tagged("post_install", "-at_install")
class TestQuarantineLedger(CardCommon):
    """NC-12: the quarantine ledger as a list and as XLSX."""

    def test_ledger(self):
        self._put(20, self.lot_a)
        self._move_in(6)
        self._move_in(4)
        self._move_out(2)
        wizard = (
            self.env["quality.quarantine.ledger"]
            .with_user(self.inspector)
            .create({"warehouse_id": self.warehouse.id, "open_only": True})
        )
        target = io.BytesIO()
        count = wizard._write_xlsx(target)
        cards = self.env["quality.quarantine.card"].search(wizard._ledger_domain())
        self.assertEqual(count, len(cards))
        self.assertLessEqual(self._cards(), cards)
        sheet = load_workbook(target).active
        self.assertEqual(sheet["A1"].value, "隔离区产品跟踪台账")
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        first = next(row for row in rows if self._cards()[0].name in row)
        self.assertEqual(first[5:8], [6, 2, 4])
        self.assertIn("Quarantine", first[9])

    def test_only_the_period(self):
        self._put(20, self.lot_a)
        self._move_in(6)
        wizard = self.env["quality.quarantine.ledger"].create({"date_to": "2020-01-01"})
        self.assertEqual(wizard._write_xlsx(io.BytesIO()), 0)
