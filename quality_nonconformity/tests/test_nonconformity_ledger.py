from io import BytesIO

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_nonconformity_deadline import ClockCommon


@tagged("post_install", "-at_install")
class TestNonconformityLedger(ClockCommon):
    """NC-12, NC-79: the ledgers as files that a spreadsheet opens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer.tz = "Asia/Shanghai"
        cls.product.standard_price = 10

    def _load(self, model, user=None, **vals):
        ledger = self.env[model].with_user(user or self.officer).create(vals)
        file = BytesIO()
        ledger._write_xlsx(file)
        file.seek(0)
        rows = [
            list(row)
            for row in load_workbook(file, data_only=True).active.iter_rows(
                values_only=True
            )
        ]
        start = next(i for i, row in enumerate(rows) if row[0] == "Number")
        self.head = [row[:2] for row in rows[:start]]
        table = [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]]
        return {row["Number"]: row for row in table if "/" in (row["Number"] or "")}

    def test_nonconformities(self):
        source, scrap = self._decided(4, "scrap")
        scrap.with_user(self.worker)._execute()
        source.with_user(self.officer)._open_capa()
        other = self._nonconformity(
            2, self.lot_a, supplier_id=self.supplier.id, description="=1+1"
        )
        table = self._load("quality.nonconformity.ledger")
        row = table[source.name]
        self.assertEqual(self.head[0][0], "不合格品台账")
        self.assertEqual(row["Product"], "Glove")
        self.assertEqual(row["Lots/Serial Numbers"], "A")
        self.assertEqual(row["Quantity"], 4)
        self.assertIn("Scrap 4", row["Dispositions"])
        self.assertEqual(row["Cost"], 40)
        self.assertIn("Seal broken", row["CAPA"])
        self.assertEqual(row["State"], "Verification")
        self.assertEqual(str(row["Measure due"]), "2026-03-04 23:59:59")
        self.assertEqual(str(row["Execution due"]), "2026-03-09 23:59:59")
        self.assertEqual(table[other.name]["Description"], "=1+1")
        self.assertFalse(table[other.name]["Execution due"])

    def test_filters(self):
        first = self._nonconformity(1, self.lot_a, team_id=self.unit.id)
        second = self._nonconformity(1, self.lot_a, supplier_id=self.supplier.id)
        gone = self._nonconformity(1, self.lot_a)
        gone.with_user(self.officer)._cancel("Inspected again: good")
        model = "quality.nonconformity.ledger"
        found = self._load(model, team_ids=self.unit.ids)
        self.assertEqual(set(found), {first.name})
        self.assertIn(["Responsible Units", "Workshop"], self.head)
        found = self._load(model, supplier_id=self.supplier.id)
        self.assertEqual(set(found), {second.name})
        found = self._load(model, open_only=True, kind="product")
        self.assertEqual(set(found) & {gone.name}, set())
        self.assertLessEqual({first.name, second.name}, set(found))
        found = self._load(model, date_from="2126-03-03")
        self.assertFalse(found)

    def test_dispositions(self):
        source, dispositions = self._decided(10, "rework", "scrap", reason="Seal")
        rework, scrap = dispositions
        rework.write({"planned_start": "2026-03-03", "planned_end": "2026-03-05"})
        for disposition in dispositions:
            disposition.with_user(self.worker)._execute()
        rework.with_user(self.inspector)._verify(4)
        table = self._load("quality.disposition.ledger")
        row = table[rework.name]
        self.assertEqual(row["Nonconformity"], source.display_name)
        self.assertEqual((row["Found Good"], row["Still Nonconforming"]), (4, 1))
        self.assertEqual(row["Operator"], self.worker.name)
        self.assertEqual(row["Lots/Serial Numbers"], "A")
        self.assertEqual(str(row["Planned Start"].date()), "2026-03-03")
        self.assertIn("140 °C", row["Instruction"])
        self.assertIn(rework.sudo().picking_ids[:1].name, row["Documents"])
        self.assertIn(scrap.sudo().scrap_ids.name, table[scrap.name]["Documents"])
        scrap.with_user(self.inspector)._verify()
        row = self._load("quality.disposition.ledger")[scrap.name]
        self.assertIsNone(row["Found Good"], "scrap is not found good")
        found = self._load("quality.disposition.ledger", kind="scrap", open_only=True)
        self.assertFalse(set(found) & {rework.name, scrap.name})
        found = self._load("quality.disposition.ledger", kind="scrap")
        self.assertEqual(set(found) & {rework.name, scrap.name}, {scrap.name})

    def test_quarantine_ledger_shows_the_decision(self):
        source, rework = self._decided(10, "rework")
        card = self._cards(source)
        with freeze_time("2026-03-12 01:00:00"):
            self._clock(card, "execute")._determine()
            row = self._load("quality.quarantine.ledger")[card.name]
        self.assertEqual(row["Nonconformity"], source.display_name)
        self.assertEqual(row["Disposition"], "Rework")
        self.assertEqual(row["Dispositions"], rework.display_name)
        self.assertEqual(row["Age (days)"], 10)
        self.assertEqual(str(row["Execution due"]), "2026-03-09 23:59:59")
        self.assertTrue(row["Late"])

    def test_exported_by_officers_and_auditors(self):
        auditor = self._user("nc_auditor", "quality_base.group_quality_auditor")
        source = self._nonconformity(1, self.lot_a)
        for model in ("quality.nonconformity.ledger", "quality.disposition.ledger"):
            self._load(model, user=auditor)
            ledger = self.env[model].with_user(self.inspector).create({})
            with self.assertRaises(AccessError):
                ledger._write_xlsx(BytesIO())
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.worker).create({})
        events = source.history_ids.mapped("event")
        self.assertEqual(events.count("export"), 1)

    def test_rows_cost_the_same_for_any_number(self):
        ledger = self.env["quality.nonconformity.ledger"].with_user(self.officer)
        ledger = ledger.create({})
        columns = ledger._ledger_columns()
        sources = self.env["quality.nonconformity"]
        for _n in range(8):
            source, _scrap = self._decided(1, "scrap")
            sources |= source
        counts = []
        for some in (sources[:2], sources):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            for record in some.with_user(self.officer):
                ledger._ledger_row(record, columns)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)
