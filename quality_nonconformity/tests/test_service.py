from odoo.exceptions import AccessError
from odoo.tests import tagged

from .service_common import ServiceCommon


@tagged("post_install", "-at_install")
class TestService(ServiceCommon):
    """NC-65 to NC-69, NC-74: the sheet from its discoverer and back."""

    def test_main_journey(self):
        sheet = self._sheet()
        self.assertStage(sheet, "found", "draft")
        self.assertEqual(sheet.discoverer_id, self.finder)
        self.assertEqual(sheet.severity_id, self.general)
        sheet._hand_over()
        self.assertStage(sheet, "department", "review")
        self.assertEqual(sheet.department_head_id, self.head)
        task = sheet.activity_ids.filtered(lambda a: a.user_id == self.head)
        self.assertEqual(task.activity_type_id.name, "Correct the Service")

        self._corrected(sheet)
        self.assertStage(sheet, "corrected", "verification")
        self.assertEqual(sheet.correction, "Washed and apologised")
        self.assertEqual(sheet.disposal_ids, self.apology | self.redo)
        self.assertEqual(sheet.corrected_by_id, self.head)
        self.assertEqual(sheet.activity_ids.user_id, self.finder)

        sheet.with_user(self.finder)._verify_service(True, "Patient is content")
        self.assertStage(sheet, "verified", "verification")
        self.assertEqual(sheet.verifier_id, self.finder)
        sheet.with_user(self.head)._keep()
        self.assertStage(sheet, "kept", "closed")
        self.assertEqual(sheet.closed_by_id, self.head)
        self.assertFalse(sheet.activity_ids)
        self.assertEqual(
            sheet.sudo().signature_ids.mapped("meaning"), ["verified", "closed"]
        )

    def test_members_correct_too(self):
        sheet = self._sheet(hand_over=True)
        self._corrected(sheet, self.nurse)
        self.assertEqual(sheet.sudo().corrected_by_id, self.nurse)

    def test_rejected_goes_back_to_the_department(self):
        sheet = self._corrected(self._sheet(hand_over=True))
        with self.assertRefused("what is not as it should be"):
            sheet.with_user(self.finder)._verify_service(False)
        self.assertStage(sheet, "corrected", "verification")
        sheet.with_user(self.finder)._verify_service(False, "The bell is silent")
        self.assertStage(sheet, "rejected", "review")
        sudo = sheet.sudo()
        self.assertEqual(sudo.rejection_count, 1)
        self.assertEqual(sudo.activity_ids.user_id, self.head)
        self.assertIn("The bell is silent", sudo.history_ids.mapped("comment"))
        self._corrected(sheet)
        self.assertStage(sheet, "corrected", "verification")
        self.assertFalse(sudo.is_rejected)

    def test_part_one_must_be_complete(self):
        sheet = self._sheet(failure_ids=False, team_id=False)
        with self.assertRefused("in which way", "how grave", "responsible department"):
            sheet._hand_over()
        self.ward.head_id = False
        sheet.write({"failure_ids": self.below.ids, "team_id": self.ward.id})
        with self.assertRefused("Ward has no head"):
            sheet._hand_over()
        self.assertStage(sheet, "found", "draft")
        self.assertFalse(sheet.date_handed_over)

    def test_part_two_must_be_complete(self):
        sheet = self._sheet(hand_over=True).with_user(self.head)
        with self.assertRefused("how the cause", "other possible causes"):
            sheet._correct("Washed", self.redo)
        with self.assertRefused("Choose what was done", "Describe the correction"):
            sheet._correct()
        sheet.write({"cause_removal": " ", "prevention": "Checked"})
        with self.assertRefused("how the cause"):
            sheet._correct("Washed", self.redo)
        self.assertStage(sheet, "department", "review")

    def test_who_hands_over(self):
        sheet = self._sheet()
        for user in (self.head, self.nurse):
            with self.assertRefused("handed over by its discoverer"):
                sheet.with_user(user)._hand_over()
        self.assertStage(sheet, "found", "draft")
        sheet.with_user(self.inspector)._start_review()
        self.assertStage(sheet, "department", "review")

    def test_only_the_department_corrects(self):
        sheet = self._sheet(hand_over=True)
        for user in (self.other_head, self.finder, self.officer, self.manager):
            with self.assertRaises(AccessError):
                sheet.with_user(user)._correct("Done", self.redo)
            with self.assertRaises(AccessError):
                sheet.with_user(user).cause_removal = "Done"
        self.assertStage(sheet, "department", "review")
        self.assertFalse(sheet.sudo().cause_removal)

    def test_head_of_another_department_reads_nothing(self):
        sheet = self._sheet(hand_over=True)
        with self.assertRaises(AccessError):
            sheet.with_user(self.other_head).read(["description"])
        Sheet = self.env["quality.nonconformity"].with_user(self.other_head)
        self.assertFalse(Sheet.search([("id", "=", sheet.id)]))
        self.assertEqual(
            sheet.with_user(self.head).description, "Nobody came for two hours"
        )

    def test_only_the_discoverer_verifies(self):
        sheet = self._corrected(self._sheet(hand_over=True))
        for user in (self.head, self.nurse, self.inspector, self.officer):
            with self.assertRefused("who discovered it"):
                sheet.with_user(user)._verify_service(True, "Fine", reason="I may")
        self.assertStage(sheet, "corrected", "verification")
        self.assertFalse(sheet.sudo().verifier_id)

    def test_officer_verifies_when_the_discoverer_left(self):
        sheet = self._corrected(self._sheet(hand_over=True))
        self.finder.sudo().active = False
        with self.assertRefused("in place of the discoverer"):
            sheet.with_user(self.officer)._verify_service(True, "Seen")
        sheet.with_user(self.officer)._verify_service(True, "Seen", reason="Left")
        self.assertStage(sheet, "verified", "verification")
        self.assertEqual(sheet.sudo().substitute_reason, "Left")

    def test_nobody_verifies_his_own_correction(self):
        sheet = self._sheet(user=self.nurse, hand_over=True)
        self._corrected(sheet, self.nurse)
        with self.assertRefused("never by who corrected it"):
            sheet.with_user(self.nurse)._verify_service(True, "Fine")
        sheet.with_user(self.officer)._verify_service(
            True, "Fine", reason="Same person"
        )
        self.assertStage(sheet, "verified", "verification")

    def test_discoverer_follows_the_detection_point(self):
        roles = {
            "complaint": "taker",
            "service_rating": "inspector",
            "leader_check": "leader",
            "internal_audit": "auditor",
            "survey": "finder",
        }
        for point, role in roles.items():
            self.assertEqual(
                self._sheet(detection_point=point).discoverer_role, role, point
            )
        sheet = self._sheet(discoverer_id=self.auditor.id)
        sheet._hand_over()
        self._corrected(sheet)
        with self.assertRefused("who discovered it"):
            sheet.with_user(self.finder)._verify_service(True, "Fine")
        sheet.with_user(self.auditor)._verify_service(True, "Fine")
        self.assertStage(sheet, "verified", "verification")

    def test_customer_needs_a_result(self):
        sheet = self._sheet(detection_point="complaint", partner_id=self.customer.id)
        sheet._hand_over()
        self._corrected(sheet)
        with self.assertRefused("what came of the treatment"):
            sheet.with_user(self.finder)._verify_service(True, "Fine")
        sheet.with_user(self.finder)._verify_service(True, "Fine", self.by_talk)
        self.assertEqual(sheet.sudo().result_ids, self.by_talk)

    def test_who_keeps_the_sheet(self):
        sheet = self._corrected(self._sheet(hand_over=True))
        with self.assertRefused("has not verified"):
            sheet.with_user(self.head)._keep()
        sheet.with_user(self.finder)._verify_service(True, "Fine")
        with self.assertRaises(AccessError):
            sheet.with_user(self.other_head)._keep()
        for user in (self.finder, self.nurse):
            with self.assertRefused("is kept by"):
                sheet.with_user(user)._keep()
        self.assertStage(sheet, "verified", "verification")
        sheet.with_user(self.officer)._close()
        self.assertStage(sheet, "kept", "closed")

    def test_reopened_must_be_verified_again(self):
        sheet = self._corrected(self._sheet(hand_over=True))
        sheet.with_user(self.finder)._verify_service(True, "Fine")
        sheet.with_user(self.head)._keep()
        sheet.with_user(self.officer)._back_to_review("It happened again")
        self.assertStage(sheet, "department", "review")
        self.assertFalse(sheet.sudo().date_verified)
        self.assertEqual(sheet.sudo().activity_ids.user_id, self.head)

    def test_parts_are_fixed(self):
        sheet = self._sheet(hand_over=True)
        for name in ("description", "requirement"):
            for user in (self.head, self.nurse, self.finder):
                with self.assertRaises(AccessError):
                    sheet.with_user(user).write({name: "Nothing happened"})
        with self.assertRaises(AccessError):
            sheet.with_user(self.head).team_id = self.laboratory
        with self.assertRefused("quality officer only"):
            sheet.with_user(self.head).discoverer_id = self.head
        with self.assertRefused("set by the document's own steps"):
            sheet.with_user(self.head).verifier_id = self.head
        self._corrected(sheet)
        with self.assertRefused("while the sheet is with it"):
            sheet.with_user(self.head).correction = "Something else"
        with self.assertRefused("A new sheet says what was found"):
            self._sheet(correction="All done")
        self.assertEqual(sheet.sudo().description, "Nobody came for two hours")
        self.assertEqual(sheet.sudo().discoverer_id, self.finder)
