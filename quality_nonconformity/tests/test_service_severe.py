from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .service_common import ServiceCommon


class SevereCase(ServiceCommon):
    def _severe(self, hand_over=True, **vals):
        failures = [Command.set(self.harm.ids)]
        return self._sheet(failure_ids=failures, hand_over=hand_over, **vals)

    def _answer_all(self, sheet):
        """Everything the procedure asks for, each by who may."""
        head = sheet.with_user(self.head)
        head._report_orally(self.manager)
        head.write(
            {
                "immediate_measure": "Floor closed",
                "unit_opinion": "The mats were forgotten",
                "evidence_ids": [
                    Command.create(
                        {"name": "Photo of the floor", "custodian_id": self.nurse.id}
                    )
                ],
                "aftercare": "Visited at home",
            }
        )
        capa = head._write_form()
        capa.sudo()._write_gated({"state": "planned"})
        sheet.with_user(self.inspector).write(self._inquiry())
        sheet.with_user(self.officer)._sign_inquiry()
        sheet.with_user(self.officer).appraisal = "not_required"
        return sheet

    def _inquiry(self):
        return {
            "inquiry_form": "committee",
            "inquiry_date": "2026-05-04",
            "inquiry_member_ids": [Command.set((self.manager | self.head).ids)],
            "inquiry_facts": "A patient slipped and broke a wrist",
            "inquiry_decision": "Grave neglect; mats are checked each shift",
        }

    def _file(self, sheet, user=None):
        return (
            self.env["ir.attachment"]
            .with_user(user or self.finder)
            .create(
                {
                    "name": "floor.txt",
                    "raw": b"wet",
                    "res_model": sheet._name,
                    "res_id": sheet.id,
                }
            )
        )


@tagged("post_install", "-at_install")
class TestServiceSevere(SevereCase):
    """NC-70: what a severe failure of a service asks for before it is closed."""

    def test_main_journey(self):
        sheet = self._severe()
        self.assertTrue(sheet.is_severe)
        self._corrected(sheet)
        sheet.with_user(self.finder)._verify_service(True, "Dry")
        self._answer_all(sheet)
        with self.assertRefused("is kept by"):
            sheet.with_user(self.head)._keep()
        sheet.with_user(self.officer)._keep()
        self.assertStage(sheet, "kept", "closed")
        meanings = sheet.sudo().signature_ids.mapped("meaning")
        self.assertEqual(meanings, ["verified", "approved", "closed"])

    def test_each_answer_is_asked_for(self):
        sheet = self._severe()
        self._corrected(sheet)
        sheet.with_user(self.finder)._verify_service(True, "Dry")
        with self.assertRefused(
            "reported orally",
            "limited the damage",
            "corrective action",
            "evidence",
            "decision of the investigation",
            "expert appraisal is required",
            "aftercare",
        ):
            sheet.with_user(self.officer)._close()
        self._answer_all(sheet)
        officer = sheet.with_user(self.officer)
        officer.appraisal = "required"
        with self.assertRefused("who made the expert appraisal"):
            officer._close()
        officer.write({"appraisal_body": "Society", "appraisal_result": "Avoidable"})
        officer.aftercare = False
        with self.assertRefused("aftercare"):
            officer._close()
        self.assertStage(sheet, "verified", "verification")
        officer.aftercare = "Visited"
        officer._close()
        self.assertStage(sheet, "kept", "closed")

    def test_corrective_form_is_required_and_planned(self):
        sheet = self._severe()
        self._corrected(sheet)
        sheet.with_user(self.finder)._verify_service(True, "Dry")
        self._answer_all(sheet)
        capa = sheet.sudo().capa_ids
        capa._write_gated({"state": "opened"})
        with self.assertRefused("not approved yet"):
            sheet.with_user(self.officer)._close()
        self.severe.capa_required = False
        capa._write_gated({"state": "cancelled"})
        sheet.sudo().capa_required = False
        with self.assertRefused("corrective action"):
            sheet.with_user(self.officer)._close()
        self.assertStage(sheet, "verified", "verification")

    def test_department_writes_the_form(self):
        sheet = self._severe(immediate_measure="Floor closed", effect="Broken wrist")
        for user in (self.finder, self.other_head):
            with self.assertRaises(AccessError):
                sheet.with_user(user)._write_form()
        self.assertFalse(sheet.sudo().capa_ids)
        self.assertTrue(sheet.with_user(self.head).can_write_form)
        capa = sheet.with_user(self.head)._write_form()
        self.assertEqual(capa.user_id, self.head)
        self.assertEqual(capa.team_id, self.ward)
        for words in ("Nobody came", "Floor closed", "Broken wrist"):
            self.assertIn(words, capa.description)
        with self.assertRefused("has its corrective form"):
            sheet.with_user(self.head)._write_form()
        general = self._sheet(hand_over=True)
        with self.assertRefused("is not severe"):
            general.with_user(self.head)._write_form()

    def test_clocks(self):
        with freeze_time("2026-03-02 08:00:00"):
            sheet = self._severe()
        steps = {row.step: row for row in sheet.sudo().deadline_ids}
        hours = timedelta(hours=self.company.quality_immediate_hours)
        start = fields.Datetime.to_datetime("2026-03-02 08:00:00")
        self.assertEqual(steps["oral_report"].due, start + hours)
        self.assertEqual(steps["written_report"].due, start + timedelta(hours=24))
        with freeze_time("2026-03-02 08:30:00"):
            sheet.with_user(self.head)._report_orally(self.manager)
        self.assertEqual(steps["oral_report"].state, "met")
        self.assertFalse(steps["written_report"].done)
        with freeze_time("2026-03-04 08:00:00"):
            sheet.with_user(self.head)._write_form()
        self.assertEqual(steps["written_report"].state, "missed")

    def test_clocks_start_when_it_turns_severe(self):
        sheet = self._sheet(hand_over=True)
        names = {"oral_report", "written_report"}
        self.assertFalse(names & set(sheet.sudo().deadline_ids.mapped("step")))
        sheet.with_user(self.officer).severity_id = self.severe
        self.assertLessEqual(names, set(sheet.sudo().deadline_ids.mapped("step")))

    def test_only_officers_take_severity_back(self):
        sheet = self._severe()
        for user in (self.head, self.inspector):
            with self.assertRaises(AccessError):
                sheet.with_user(user).severity_id = self.general
        self.assertTrue(sheet.sudo().is_severe)
        sheet.with_user(self.officer).severity_id = self.general
        self.assertFalse(sheet.sudo().is_severe)

    def test_decision_is_signed_and_stays(self):
        sheet = self._severe()
        with self.assertRefused("how it was judged", "took part", "decision"):
            sheet.with_user(self.officer)._sign_inquiry()
        sheet.with_user(self.inspector).write(self._inquiry())
        for user in (self.inspector, self.head):
            with self.assertRefused("signed by a quality officer"):
                sheet.with_user(user)._sign_inquiry()
        self.ward.member_ids |= self.second
        with self.assertRefused("does not belong to Ward"):
            sheet.with_user(self.second)._sign_inquiry()
        self.assertFalse(sheet.sudo().date_inquiry_signed)
        sheet.with_user(self.officer)._sign_inquiry()
        self.assertEqual(sheet.sudo().inquiry_signed_by_id, self.officer)
        with self.assertRefused("stays as it is"):
            sheet.with_user(self.officer).inquiry_decision = "Nothing"
        with self.assertRefused("signed already"):
            sheet.with_user(self.officer)._sign_inquiry()
        signature = sheet.sudo().signature_ids
        self.assertIn("Grave neglect", signature.payload)
        self.assertFalse(signature.content_differs)


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
