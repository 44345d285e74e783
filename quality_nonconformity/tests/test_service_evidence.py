from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .service_common import SevereCase


@tagged("post_install", "-at_install")
class TestServiceEvidence(SevereCase):
    """NC-70 (4): from the moment it is severe, what is there stays."""

    def test_files_of_a_severe_draft_stay(self):
        sheet = self._severe(hand_over=False)
        file = self._file(sheet)
        for user in (self.finder, self.manager):
            with self.assertRefused("evidence"):
                file.with_user(user).unlink()
            with self.assertRefused("kept as evidence"):
                file.with_user(user).raw = b"dry"
        with self.assertRefused("evidence"):
            sheet.with_user(self.manager).unlink()
        self.assertEqual(file.raw, b"wet")

    def test_files_of_a_general_draft_do_not(self):
        sheet = self._sheet()
        file = self._file(sheet)
        file.unlink()
        self.assertFalse(file.exists())
        sheet.severity_id = self.severe
        file = self._file(sheet)
        sheet.severity_id = self.general  # a mistake; what was secured stays
        with self.assertRefused("evidence"):
            file.unlink()
        self.assertTrue(file.exists())

    def test_list_of_evidence(self):
        sheet = self._severe().with_user(self.head)
        upload = self.env["ir.attachment"].with_user(self.head)
        upload = upload.create({"name": "cctv.txt", "raw": b"film"})
        sheet.evidence_ids = [
            Command.create(
                {
                    "name": "Film of the corridor",
                    "custodian_id": self.nurse.id,
                    "place": "Safe",
                    "attachment_ids": [Command.link(upload.id)],
                    "secured_by_id": self.nurse.id,
                }
            )
        ]
        row = sheet.evidence_ids
        self.assertEqual(row.secured_by_id, self.head)
        self.assertEqual((upload.res_model, upload.res_id), (sheet._name, sheet.id))
        with self.assertRefused("evidence"):
            upload.unlink()
        for vals in ({"name": "Nothing"}, {"attachment_ids": [Command.clear()]}):
            with self.assertRaises(UserError), self.cr.savepoint():
                row.write(vals)
        for user in (self.head, self.manager):
            with self.assertRaises(UserError):
                row.with_user(user).unlink()
        with self.assertRefused("not deleted"):
            row.sudo().unlink()
        row.invalidate_recordset()
        self.assertEqual(row.name, "Film of the corridor")
        self.assertEqual(row.attachment_ids, upload)
        row.custodian_id = self.head
        moved = sheet.sudo().history_ids.filtered(lambda h: "moved" in h.values)
        self.assertIn(self.head.name, moved.values)

    def test_list_is_read_by_who_takes_part(self):
        sheet = self._severe(discoverer_id=self.auditor.id)
        sheet.with_user(self.head).evidence_ids = [
            Command.create({"name": "Mat", "custodian_id": self.head.id})
        ]
        Row = self.env["quality.nonconformity.evidence"]
        mine = [("nonconformity_id", "=", sheet.id)]
        for user in (self.head, self.nurse, self.finder, self.auditor, self.inspector):
            self.assertEqual(Row.with_user(user).search_count(mine), 1, user.login)
        self.assertFalse(Row.with_user(self.other_head).search_count(mine))
        with self.assertRaises(AccessError):
            Row.with_user(self.other_head).create(
                {
                    "nonconformity_id": sheet.id,
                    "name": "Rumour",
                    "custodian_id": self.other_head.id,
                }
            )
        with self.assertRaises(AccessError):
            Row.with_user(self.auditor).search(mine).place = "Elsewhere"

    def test_closed_list_is_fixed(self):
        sheet = self._severe()
        self._corrected(sheet)
        sheet.with_user(self.finder)._verify_service(True, "Dry")
        self._answer_all(sheet)
        sheet.with_user(self.officer)._keep()
        with self.assertRefused("Reopen it"):
            sheet.sudo().evidence_ids.with_user(self.officer).place = "Archive"

    def test_kept_for_five_years(self):
        """NC-71: failed services by their own policy; goods by none of ours."""
        policy = self._data("retention_service")
        with freeze_time("2026-05-04 08:00:00"):
            sheet = self._corrected(self._sheet(hand_over=True))
            self.assertEqual(sheet.retention_state, "open")
            sheet.with_user(self.finder)._verify_service(True, "Dry")
            sheet.with_user(self.head)._keep()
            self.assertEqual(sheet.retention_policy_id, policy)
            self.assertEqual(str(sheet.retention_until), "2031-05-04")
        self._put(5, self.lot_a)
        goods = self._nonconformity(5, self.lot_a)
        self.assertNotEqual(goods.retention_policy_id, policy)
