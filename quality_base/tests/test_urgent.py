from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import QualityCase


@tagged("post_install", "-at_install")
class TestUrgent(QualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = cls.users["employee"]
        cls.document = (
            cls.env["quality.disagreement"]
            .with_user(cls.employee)
            .create(
                {
                    "matter": "Contrary orders",
                    "team_id": cls.team.id,
                    "party_ids": [cls._create_team(name="Sales").id],
                }
            )
        )

    def test_goes_to_the_top_at_once(self):
        row = self.document._raise_urgent("Two contrary orders, truck waits.")
        self.assertTrue(self.document.urgent)
        self.assertEqual(row.notified_ids, self.board.head_id)
        notice = self.document.notice_ids
        self.assertRecordValues(
            notice,
            [
                {
                    "kind": "urgent",
                    "user_id": self.board.head_id.id,
                    "acknowledge_required": True,
                    "reason": "Two contrary orders, truck waits.",
                }
            ],
        )

    def test_reason_is_mandatory(self):
        for reason in (None, "", "   "):
            with self.assertRaisesRegex(UserError, "Say why"):
                self.document._raise_urgent(reason)
        self.assertFalse(self.document.urgent)

    def test_flag_only_by_the_channel(self):
        with self.assertRaises(UserError):
            self.document.urgent = True
        with self.assertRaises(AccessError):
            self.env["quality.urgent"].with_user(self.employee).create({"reason": "x"})

    def test_without_top_goes_to_heads_of_quality(self):
        self.document.sudo().team_id = self._create_team(name="Headless")
        row = self.document._raise_urgent("Fire")
        self.assertIn(self.users["manager"], row.notified_ids)

    def test_stranger_cannot(self):
        stranger = new_test_user(self.env, "urgent_stranger", "base.group_user")
        with self.assertRaises(AccessError):
            self.document.with_user(stranger)._raise_urgent("Fire")

    def test_review(self):
        row = self.document._raise_urgent("Fire")
        Urgent = self.env["quality.urgent"].with_user(self.users["manager"])
        self.assertIn(row, Urgent.search([("review_result", "=", False)]))
        with self.assertRaises(AccessError):
            row.with_user(self.users["officer"]).review_result = "justified"
        row.with_user(self.users["manager"]).write(
            {"review_result": "misuse", "review_comment": "It could wait."}
        )
        self.assertEqual(row.reviewed_by_id, self.users["manager"])
        self.assertTrue(row.date_reviewed)
        self.assertNotIn(row, Urgent.search([("review_result", "=", False)]))
        with self.assertRaisesRegex(ValidationError, "stays as it is"):
            row.with_user(self.users["manager"]).review_result = "justified"

    def test_manager_cannot_rewrite_the_reason(self):
        row = self.document._raise_urgent("Fire")
        with self.assertRaises(AccessError):
            row.with_user(self.users["manager"]).reason = "Something else"

    def test_no_review_of_oneself(self):
        row = self.document.with_user(self.users["manager"])._raise_urgent("Fire")
        with self.assertRaisesRegex(ValidationError, "raised this matter yourself"):
            row.with_user(self.users["manager"]).review_result = "justified"

    def test_wizard(self):
        action = self.document.action_raise_urgent()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.employee)
            .with_context(**action["context"])
            .create({"reason": "Fire"})
        )
        wizard.action_confirm()
        self.assertTrue(self.document.urgent)
        partner = self.env["quality.urgent.wizard"].create(
            {"res_model": "res.partner", "res_id": 1, "reason": "no document"}
        )
        partner.action_confirm()
        self.assertEqual(len(self.document.urgent_ids), 1)
