from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .supplier_common import DeviationCommon


@tagged("post_install", "-at_install")
class TestSupplierDeviation(DeviationCommon):
    """NC-31: asked by the supplier, two opinions, a decision, a notice."""

    def test_from_the_request_to_the_notice(self):
        request = self._request(submit=False, lot_names="A\nB")
        self.assertRegex(request.name, r"^SDR/\d{4}/\d{5}$")
        request._submit()
        self.assertEqual(request.state, "submitted")
        self.assertEqual(request.participant_ids, self.engineer)
        self.assertEqual(request.activity_ids.user_id, self.engineer | self.buyer)
        request.with_user(self.engineer)._give_opinion("technical", "agree", "Holds")
        self.assertEqual(request.state, "submitted")
        request.with_user(self.inspector)._give_opinion(
            "quality", "conditions", "100 % look"
        )
        self.assertEqual(request.state, "reviewed")
        request.with_user(self.officer)._decide(True, "Inspect each seal")
        self.assertEqual(request.state, "approved")
        request.with_user(self.buyer)._notify()
        self.assertRecordValues(
            request,
            [
                {
                    "state": "notified",
                    "technical_user_id": self.engineer.id,
                    "quality_user_id": self.inspector.id,
                    "decided_by_id": self.officer.id,
                    "notified_by_id": self.buyer.id,
                    "decision_note": "Inspect each seal",
                }
            ],
        )
        meanings = request.signature_ids.mapped("meaning")
        self.assertEqual(meanings, ["opinion", "opinion", "approved", "released"])
        self.assertFalse(request.signed_content_differs)

    def test_incomplete_requests_are_not_submitted(self):
        past = self.today - timedelta(days=1)
        for vals, words in (
            ({"deviation": " "}, "Fill in"),
            ({"reason": False}, "Fill in"),
            ({"quantity": 0}, "which quantity"),
            ({"date_to": past}, "over already"),
        ):
            request = self._request(submit=False, **vals)
            with self.assertRaisesRegex(UserError, words):
                request._submit()
            self.assertEqual(request.state, "draft")

    def test_without_department_the_chief_engineer_is_asked(self):
        post = self.env.ref("quality_nonconformity.function_chief_engineer")
        post.write({"user_ids": [Command.clear()], "fallback_group_id": False})
        request = self._request(submit=False, technical_team_id=False)
        with self.assertRaisesRegex(UserError, "technical department"):
            request._submit()
        self.assertEqual(request.state, "draft")
        post.user_ids = self.reporter
        request._submit()
        self.assertEqual(request.participant_ids, self.reporter)
        self.assertTrue(request.with_user(self.reporter).deviation)

    def test_who_gives_which_opinion(self):
        request = self._request()
        for user in (self.inspector, self.buyer, self.worker):
            with self.assertRaises(AccessError):
                request.with_user(user)._give_opinion("technical", "agree", "Fine")
        for user in (self.engineer, self.buyer):
            with self.assertRaises(AccessError):
                request.with_user(user)._give_opinion("quality", "agree", "Fine")
        with self.assertRaisesRegex(UserError, "Say why"):
            request.with_user(self.engineer)._give_opinion("technical", "agree", " ")
        self.assertFalse(request.technical_verdict or request.quality_verdict)
        self.assertFalse(request.signature_ids)

    def test_nobody_gives_both_opinions(self):
        self.team.member_ids = self.inspector
        request = self._request()
        inspector = request.with_user(self.inspector)
        inspector._give_opinion("technical", "agree", "Holds")
        with self.assertRaisesRegex(AccessError, "other opinion"):
            inspector._give_opinion("quality", "agree", "Holds")
        self.assertEqual(request.state, "submitted")

    def test_nobody_decides_on_his_own(self):
        request = self._request(user=self.officer)
        self._review(request)
        with self.assertRaisesRegex(AccessError, "another officer"):
            request.with_user(self.officer)._decide(True)
        with self.assertRaises(AccessError):
            request.with_user(self.inspector)._decide(True)
        self.assertEqual(request.state, "reviewed")
        request.with_user(self.second)._decide(True)
        self.assertEqual(request.state, "approved")

    def test_not_decided_without_opinions(self):
        request = self._request()
        with self.assertRaises(UserError):
            request.with_user(self.officer)._decide(True)
        self.assertEqual(request.state, "submitted")

    def test_who_tells_the_supplier(self):
        request = self._request()
        self._review(request)
        request.with_user(self.officer)._decide(True)
        with self.assertRaisesRegex(AccessError, "purchasing"):
            request.with_user(self.officer)._notify()
        inside = self._request(stage="in_process")
        self._review(inside)
        inside.with_user(self.officer)._decide(True)
        with self.assertRaisesRegex(AccessError, "quality"):
            inside.with_user(self.buyer)._notify()
        self.assertEqual((request | inside).mapped("state"), ["approved"] * 2)
        inside.with_user(self.inspector)._notify()
        self.assertEqual(inside.state, "notified")

    def test_a_rejection_needs_words_and_is_told(self):
        request = self._request()
        self._review(request)
        with self.assertRaisesRegex(UserError, "Say why"):
            request.with_user(self.officer)._decide(False)
        self.assertEqual(request.state, "reviewed")
        request.with_user(self.officer)._decide(False, "Sterility is not safe")
        self.assertEqual(request.state, "rejected")
        mail = self.env["mail.mail"].search(
            [("recipient_ids", "in", self.supplier.ids)], order="id desc", limit=1
        )
        self.assertIn("cannot accept", mail.body_html)
        self.assertIn("Sterility is not safe", mail.body_html)
        self.assertFalse(request.supplier_url)

    def test_what_was_submitted_does_not_change(self):
        request = self._request()
        for user in (self.buyer, self.inspector, self.manager):
            for vals in (
                {"quantity": 1000},
                {"lot_names": "Z"},
                {"date_to": False},
                {"state": "notified"},
                {"technical_verdict": "agree"},
                {"decision_note": "Fine"},
                {"participant_ids": [Command.link(self.buyer.id)]},
            ):
                with self.assertRaises(UserError):
                    request.with_user(user).write(vals)
        with self.assertRaises(UserError):
            request.with_user(self.manager).unlink()
        self.assertEqual(request.quantity, 50)

    def test_back_to_the_supplier(self):
        request = self._request()
        request.with_user(self.engineer)._give_opinion("technical", "agree", "Holds")
        request.with_user(self.inspector)._send_back("How many lots?")
        self.assertEqual(request.state, "draft")
        self.assertFalse(request.technical_verdict)
        self.assertTrue(request.supplier_url)
        self.assertEqual(request.decision_note, "How many lots?")

    def test_cancelled_with_a_reason(self):
        request = self._request()
        with self.assertRaises(AccessError):
            request.with_user(self.buyer)._cancel("Not needed")
        request.with_user(self.officer)._cancel("Not needed")
        self.assertEqual(request.state, "cancelled")
        draft = self._request(submit=False)
        draft.with_user(self.buyer)._cancel("Typed by mistake")
        self.assertEqual(draft.state, "cancelled")

    def test_who_reads_and_files(self):
        request = self._request(confidential=True)
        for user in (self.buyer, self.engineer, self.manager):
            self.assertTrue(request.with_user(user).deviation)
        stranger = self._user("deviation_stranger", "base.group_user")
        with self.assertRaises(AccessError):
            request.with_user(stranger).read(["deviation"])
        with self.assertRaises(AccessError):
            self._request(user=self.worker)

    def test_dialog(self):
        request = self._request()
        Step = self.env["quality.supplier.deviation.step"].with_user(self.inspector)
        vals = {"deviation_id": request.id, "step": "back", "text": "Which lots?"}
        Step.create(vals).action_confirm()
        self.assertEqual(request.state, "draft")
        request._submit()
        wizard = Step.create(vals | {"step": "quality"})
        wizard.action_confirm()
        self.assertFalse(request.quality_verdict, "an opinion needs the password")
