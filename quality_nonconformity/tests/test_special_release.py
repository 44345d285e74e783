import io

from lxml import html
from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common_concession import GateCommon


@tagged("post_install", "-at_install")
class TestSpecialRelease(GateCommon):
    """Concessions, downgrades and emergency releases are listed separately [NC-80]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = cls._user("special_auditor", "quality_base.group_quality_auditor")
        cls.concession = cls._concession(20, marks="Yellow label")
        cls._put(10, cls.lot_b, location=cls.inspection)
        cls.inspection.keeper_ids = cls.keeper
        cls.release = (
            cls.env["quality.zone.exit"]
            .with_user(cls.inspector)
            .create(
                {
                    "kind": "emergency",
                    "reason": "The line stands still",
                    "marks": "Red label",
                    "product_id": cls.product.id,
                    "lot_id": cls.lot_b.id,
                    "quantity": 4,
                    "location_id": cls.inspection.id,
                }
            )
        )

    def _list(self, user=None):
        self.env.flush_all()
        return self.env["quality.special.release"].with_user(user or self.auditor)

    def test_one_list_of_all_kinds(self):
        self.assertEqual(len(self._list().search([])), 1, "drafts are no releases")
        self.release.with_user(self.officer)._approve()
        self._consent(self.concession)
        self._deliver(5).button_validate()
        rows = self._list().search([], order="id")
        found = {row.name: row for row in rows}
        self.assertEqual(set(found), {self.concession.name, self.release.name})
        self.assertRecordValues(
            found[self.concession.name],
            [
                {
                    "kind": "concession",
                    "lots": "A",
                    "quantity": 20,
                    "used_quantity": 5,
                    "consents": "Held Hospital",
                    "result": "in_force",
                    "approved_by_id": self.officer.id,
                    "marks": "Yellow label",
                }
            ],
        )
        self.assertRecordValues(
            found[self.release.name],
            [{"kind": "emergency", "lots": "B", "quantity": 4, "result": "approved"}],
        )
        action = found[self.release.name].action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            ("quality.zone.exit", self.release.id),
        )

    def test_cancelled_ones_are_left_out(self):
        self.release.with_user(self.officer)._approve()
        self.release.with_user(self.officer)._cancel("Inspected in time")
        self.assertEqual(self._list().search([]).mapped("name"), [self.concession.name])

    def test_secret_ones_are_not_shown(self):
        self.concession.sudo().confidential = True
        self.assertFalse(self._list(self.worker).search([]))
        self.worker.group_ids += self.env.ref("quality_base.group_quality_confidential")
        self.assertTrue(self._list(self.worker).search([]))

    def test_other_companies_are_not_shown(self):
        company = self.env["res.company"].create({"name": "Sister"})
        stranger = self._user("special_sister", "quality_base.group_quality_manager")
        stranger.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        self.assertFalse(self._list(stranger).search([]))

    def test_ledger(self):
        self.release.with_user(self.officer)._approve()
        values = self._ledger_cells()
        for value in (
            "特采紧急放行台账",
            "QN-T-40 A/0",
            self.concession.name,
            self.release.name,
            "Yellow label",
            "Red label",
            "Emergency release",
        ):
            self.assertIn(value, values)
        for document in (self.release, self.concession):
            self.assertEqual(document.history_ids.sorted("id")[-1:].event, "export")
        values = self._ledger_cells(kind="emergency")
        self.assertIn(self.release.name, values)
        self.assertNotIn(self.concession.name, values)

    def _ledger_cells(self, user=None, **vals):
        self.env.flush_all()
        ledger = self.env["quality.special.release.ledger"].with_user(
            user or self.officer
        )
        content = io.BytesIO()
        ledger.create(vals)._write_xlsx(content)
        content.seek(0)
        sheet = load_workbook(content).active
        return [cell for row in sheet.iter_rows(values_only=True) for cell in row]

    def test_ledger_is_exported_by_officers_and_auditors(self):
        self._ledger_cells(self.auditor)
        for user in (self.inspector, self.worker):
            with self.assertRaises(AccessError):
                self._ledger_cells(user)

    def test_nobody_writes_it(self):
        with self.assertRaises(AccessError):
            self._list(self.manager).create({"name": "X"})


@tagged("post_install", "-at_install")
class TestReleasePrints(GateCommon):
    """The four forms of special releases, filled and blank."""

    def _text(self, report, records, user=None, **data):
        reports = self.env["ir.actions.report"].with_user(user or self.inspector)
        name = f"quality_nonconformity.report_{report}"
        content = reports._render_qweb_html(name, records.ids, data=data or None)[0]
        text = html.fromstring(content.decode()).text_content().replace("\ufeff", "")
        return " ".join(text.split())

    def _assert_printed(self, report, records, *words, user=None):
        text = self._text(report, records, user)
        for word in words:
            self.assertIn(word, text)
        blank = self._text(report, records, user, blank=1)
        self.assertIn(words[0], blank)
        self.assertNotIn(words[2], blank)
        self.assertNotIn("0.00", blank)
        self.assertNotIn("False", blank + text)

    def test_concession(self):
        concession = self._concession(
            marks="Yellow label", partner_ids=[Command.set(self.customer.ids)]
        )
        self._consent(concession, note="Only wards")
        concession.with_user(self.head)._confirm_use(self.workshop, 3)
        self._assert_printed(
            "concession",
            concession,
            "让步接收申请单",
            "QN-F-40",
            concession.name,
            "Yellow label",
            "None: the inner seal is intact.",
            "Held Hospital",
            "Only wards",
            "Workshop",
            self.officer.name,
        )

    def test_scrap_request(self):
        self.product.standard_price = 10
        source = self._nonconformity(4, self.lot_a)
        disposition = self._dispose(source, "scrap", 4, reason="Torn")
        disposition.with_user(self.officer)._approve()
        disposition.with_user(self.worker)._execute()
        self._assert_printed(
            "scrap_request",
            disposition,
            "报废申请单",
            "QN-F-41",
            disposition.name,
            "40.00",
            "Torn",
            self.worker.name,
            self.officer.name,
        )

    def test_destruction(self):
        source = self._nonconformity(4, self.lot_a)
        disposition = self._dispose(source, "destroy", 4)
        self._carry_out(disposition)
        record = disposition.destruction_ids
        self._assert_printed(
            "destruction",
            record,
            "销毁记录",
            "QN-F-42",
            record.name,
            "Burnt",
            "Incineration plant",
            self.officer.name,
        )

    def test_emergency_release(self):
        self._put(9, self.lot_b, location=self.inspection)
        release = (
            self.env["quality.zone.exit"]
            .with_user(self.inspector)
            .create(
                {
                    "kind": "emergency",
                    "reason": "The line stands still",
                    "marks": "Red label",
                    "product_id": self.product.id,
                    "lot_id": self.lot_b.id,
                    "quantity": 9,
                    "location_id": self.inspection.id,
                }
            )
        )
        release.with_user(self.officer)._approve()
        self._assert_printed(
            "emergency_release",
            release,
            "紧急放行单",
            "QN-F-43",
            release.name,
            "Red label",
            "The line stands still",
            self.officer.name,
        )


@tagged("post_install", "-at_install")
class TestReleasePdf(GateCommon, HttpCase):
    def test_concession_as_pdf(self):
        concession = self._concession(4)
        reports = self.env["ir.actions.report"].with_user(self.inspector)
        content, kind = reports.with_context(
            force_report_rendering=True
        )._render_qweb_pdf("quality_nonconformity.report_concession", concession.ids)
        self.assertEqual((kind, content[:4]), ("pdf", b"%PDF"))
