from io import BytesIO

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCommon


class LedgerCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer.tz = "Asia/Shanghai"
        cls.product = cls.lot_a.product_id

    def _load(self, model, user=None, key="Number", **vals):
        """Return the rows of the file by number; its head stays in ``self.head``."""
        ledger = self.env[model].with_user(user or self.officer).create(vals)
        file = BytesIO()
        ledger._write_xlsx(file)
        file.seek(0)
        sheet = load_workbook(file, data_only=True).active
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        start = next(i for i, row in enumerate(rows) if key in row[:2])
        self.head = [row[:2] for row in rows[:start]]
        table = [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]]
        return {row[key]: row for row in table if "/" in (row[key] or "")}


@tagged("post_install", "-at_install")
class TestComplaintLedger(LedgerCommon):
    """CO-10, CO-48, CO-50, CO-57: ledgers as files that a spreadsheet opens."""

    def test_complaints(self):
        complaint = self._investigated(
            kind_id=self.failure.id,
            product_id=self.product.id,
            lot_ids=[Command.set(self.lot_a.ids)],
            quantity=2,
            description="=1+1",
            date="2026-03-02 01:00:00",
        )
        complaint.solution_ids.note = "How to start it"
        complaint.write(
            {
                "findings": "Wrong voltage",
                "cause_id": self.env["quality.complaint.cause"].search([], limit=1).id,
                "responsible_party": "customer",
            }
        )
        complaint._solve()
        row = self._load("quality.complaint.ledger")[complaint.name]
        self.assertEqual(self.head[0][0], "顾客质量投诉台账")
        self.assertIn(["Filter", "Without Enquiries and Suggestions"], self.head)
        self.assertEqual(str(row["Received on"]), "2026-03-02 09:00:00")
        self.assertEqual(row["Customer"], self.customer.display_name)
        self.assertEqual(row["Product"], self.product.display_name)
        self.assertEqual(row["Lots/Serial Numbers"], "A")
        self.assertEqual(row["Quantity"], 2)
        self.assertEqual(row["Description"], "=1+1", "text, no formula")
        self.assertEqual(row["Decision"], "Explanation: How to start it")
        self.assertTrue(row["Decided on"])
        self.assertEqual(row["What was Found"], "Wrong voltage")
        self.assertEqual(row["Cause Class"], complaint.cause_id.name)
        self.assertEqual(row["Responsible Party"], "Customer (use)")
        self.assertEqual(row["State"], "Solution")
        self.assertEqual(row["Responsible"], self.handler.name)

    def test_filters(self):
        other = self.env["res.partner"].create({"name": "Other Clinic"})
        first = self._complaint(kind_id=self.failure.id, product_id=self.product.id)
        second = self._complaint(kind_id=self.attitude.id, partner_id=other.id)
        asked = self._complaint(kind_id=self.enquiry.id)
        gone = self._complaint(kind_id=self.failure.id).with_user(self.handler)
        gone._reject("A test call")
        model = "quality.complaint.ledger"
        names = {first.name, second.name, asked.name, gone.name}
        for expected, vals in (
            ({first.name, second.name, gone.name}, {}),
            (names, {"complaints_only": False}),
            ({first.name, second.name}, {"open_only": True}),
            ({second.name}, {"kind_ids": self.attitude.ids}),
            ({first.name}, {"product_id": self.product.id}),
            ({second.name}, {"partner_id": other.id}),
            (set(), {"date_from": "2126-03-03"}),
        ):
            with self.subTest(vals):
                self.assertEqual(names & set(self._load(model, **vals)), expected)

    def test_period_counts_local_days(self):
        late = self._complaint(date="2026-03-02 16:30:00")  # the 3rd in Shanghai
        model = "quality.complaint.ledger"
        found = self._load(model, date_from="2026-03-03", date_to="2026-03-03")
        self.assertIn(late.name, found)
        found = self._load(model, date_from="2026-03-02", date_to="2026-03-02")
        self.assertNotIn(late.name, found)

    def test_register(self):
        letter = self._complaint(channel="letter", contact_name="Ward Nurse")
        web = self._complaint(channel="web")
        letter.sudo()._write_gated({"register_number": "R/2026/7"})
        waiting = self._complaint(channel="visit")
        model = "quality.complaint.register.ledger"
        found = self._load(model)
        self.assertEqual(found[letter.name]["Register Number"], "R/2026/7")
        self.assertEqual(found[letter.name]["Complainant"], "Ward Nurse")
        self.assertEqual(self.head[0][0], "来信来电来访登记簿及台账")
        self.assertIn(waiting.name, found, "what waits is not missed")
        self.assertNotIn(web.name, found)
        found = self._load(model, registered_only=True)
        self.assertIn(letter.name, found)
        self.assertNotIn(waiting.name, found)

    def test_return_book(self):
        ret = self._confirmed((self.lot_a, 2, "quality"), (self.loose, 1, "safety"))
        row = self._load("quality.return.book")[ret.name]
        self.assertEqual(self.head[0][0], "退货受理登记")
        self.assertEqual(row["Customer"], self.customer.display_name)
        self.assertIn(f"{self.product.display_name} A 2.00", row["Goods"])
        self.assertEqual(row["Reasons"], "Quality, Safety")
        self.assertIn(f"Quality: Approved ({self.officer.name})", row["Approvals"])
        asked = self._return((self.lot_a, 1, "quality"))
        asked.with_user(self.handler)._refuse("Too old")
        self.assertNotIn(asked.name, self._load("quality.return.book", open_only=True))
        self.assertIn(asked.name, self._load("quality.return.book"))

    def test_accidents_stand_beside_their_like(self):
        major = self.env.ref("quality_complaint.level_major")
        defect_class = self.env["quality.defect.class"].create({"name": "Seals"})
        defect = self.env["quality.defect"].create(
            {"name": "Seal open", "code": "SEAL", "class_id": defect_class.id}
        )
        same = {"product_id": self.product.id, "defect_id": defect.id}
        grave = self._complaint(level_id=major.id, kind_id=self.failure.id, **same)
        mild = self._complaint(kind_id=self.failure.id, **same)
        adverse = self.env.ref("quality_complaint.kind_adverse")
        unsafe = self._complaint(kind_id=adverse.id)
        unsafe.level_id = self.env.ref("quality_complaint.level_general")
        found = self._load("quality.complaint.accident.ledger")
        self.assertEqual(self.head[0][0], "事故分析档案")
        self.assertEqual(found[grave.name]["Times in the Period"], 2)
        self.assertIn(unsafe.name, found, "safety counts whatever the level")
        self.assertNotIn(mild.name, found)
        general = self.env.ref("quality_complaint.level_general")
        mild.level_id = general
        found = self._load("quality.complaint.accident.ledger", level_id=general.id)
        self.assertIn(mild.name, found)

    def test_secret_complainant_is_in_no_ledger(self):
        secret = self._complaint(
            contact_name="Whistle Blower", channel="letter", confidential=True
        )
        for model in ("quality.complaint.ledger", "quality.complaint.register.ledger"):
            row = self._load(model, user=self.complaint_manager)[secret.name]
            self.assertFalse(row["Customer"])
            self.assertFalse(row.get("Complainant"))
            self.assertEqual(row["Description"], secret.description)
            self.assertNotIn(secret.name, self._load(model, user=self.officer))

    def test_who_exports(self):
        models = (
            "quality.complaint.ledger",
            "quality.complaint.register.ledger",
            "quality.return.book",
            "quality.complaint.accident.ledger",
        )
        auditor = self._user("cpl_auditor", "quality_base.group_quality_auditor")
        complaint = self._complaint()
        for model in models:
            for user in (self.officer, auditor, self.complaint_manager):
                self._load(model, user=user)
            for user in (self.handler, self.employee, self.seller):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).create({})
                # not by a dialog that somebody else opened either
                ledger = self.env[model].create({}).with_user(user)
                with self.assertRaises(AccessError):
                    ledger._write_xlsx(BytesIO())
        events = complaint.sudo().history_ids.mapped("event")
        self.assertGreaterEqual(events.count("export"), 1, "each export is on record")

    def test_rows_cost_the_same_for_any_number(self):
        ledger = self.env["quality.complaint.ledger"].with_user(self.officer)
        ledger = ledger.create({})
        columns = ledger._ledger_columns()
        with freeze_time("2026-03-02 01:00:00"):
            complaints = self.env["quality.complaint"].concat(
                *(self._investigated(product_id=self.product.id) for _n in range(8))
            )
        counts = []
        for some in (complaints[:2], complaints):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            for record in some.with_user(self.officer):
                ledger._ledger_row(record, columns)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)
