from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .service_common import SevereCase


@tagged("post_install", "-at_install")
class TestServiceSevere(SevereCase):
    """NC-70: what a severe failure of a service asks for before it is closed."""

    def test_main_journey(self):
        sheet = self._severe()
        self.assertTrue(sheet.is_severe)
        self._corrected(sheet)
        sheet.with_user(self.finder)._verify_service(True, "Dry")
        self._answer_all(sheet)
        with self.assertRefused("is severe", "quality officer", "not of Ward"):
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

    def test_decision_of_a_review_board(self):
        """A case that a board decided takes the place of an inquiry."""
        sheet = self._severe()
        asked = "Have the decision of the investigation"
        member = {
            "user_id": self.manager.id,
            "qualification": "Ten years in the trade",
            "date_from": "2020-01-01",
        }
        board = self.env["quality.mrb.board"].create(
            {
                "name": "Board",
                "chair_id": self.manager.id,
                "member_ids": [Command.create(member)],
                "quorum": 1,
                "mandate_ref": "Order 7",
            }
        )
        case = self.env["quality.mrb.case"].create(
            {"board_id": board.id, "nonconformity_ids": [Command.set(sheet.ids)]}
        )
        self.assertIn(asked, "\n".join(sheet.sudo()._get_close_blockers()))
        case._write_gated({"state": "decided"})
        self.assertNotIn(asked, "\n".join(sheet.sudo()._get_close_blockers()))
