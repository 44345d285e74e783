from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_mrb_flow import CaseCommon


@tagged("post_install", "-at_install")
class TestMrbDialogs(CaseCommon):
    """What signs asks for the password; the dialogs add no right of their own."""

    def _step(self, case, user, step, **vals):
        return (
            self.env["quality.mrb.step"]
            .with_user(user)
            .create({"case_id": case.id, "step": step, **vals})
        )

    def test_opinion_and_decision_ask_for_the_password(self):
        """Outside of a session nobody can be asked: refused, nothing is signed."""
        case = self._case()
        with self.assertRaises(UserError):
            self._step(case, self.engineer, "opinion", verdict="agree").action_confirm()
        self.assertFalse(case.opinion_ids)
        self._vote(case, engineer="agree", chair="agree")
        with self.assertRaises(UserError):
            self._step(case, self.chair, "decide", text="Rework").action_confirm()
        self.assertEqual(case.state, "in_session")

    def test_opinion_on_a_disposition_asks_for_the_password(self):
        self.source.severity_id = False
        disposition = self._dispose(self.source, "scrap", 40)
        for verdict in ("approve", "reject"):
            dialog = (
                self.env["quality.disposition.opinion"]
                .with_user(self.officer)
                .create(
                    {
                        "disposition_id": disposition.id,
                        "verdict": verdict,
                        "text": "Torn",
                    }
                )
            )
            with self.assertRaises(UserError):
                dialog.action_confirm()
        self.assertEqual(disposition.state, "draft")
        self.assertFalse(disposition.signature_ids)

    def test_dialogs_of_what_one_may_not_read(self):
        case = self._case()
        with self.assertRaises(AccessError):
            self._step(case, self.outsider, "cancel", text="No")
        with self.assertRaises(AccessError):
            self.env["quality.disposition.opinion"].with_user(self.outsider).create(
                {"disposition_id": case.disposition_ids.id}
            )
        self.assertEqual(case.state, "in_session")

    def test_give_up_and_send_up(self):
        case = self._case()
        with self.assertRaises(AccessError):
            self._step(case, self.engineer, "cancel", text="No").action_confirm()
        self.assertEqual(case.state, "in_session")
        upper = self._board(self.boss, self.buyer, name="Upper", level="company")
        self.board.parent_id = upper
        action = self._step(
            case, self.chair, "escalate", text="No agreement"
        ).action_confirm()
        above = case.child_ids
        self.assertEqual(
            (action["res_model"], action["res_id"]), (case._name, above.id)
        )
        self._step(above, self.boss, "cancel", text="Tested good").action_confirm()
        self.assertEqual(above.state, "cancelled")

    def test_button_prepares_a_case_to_be_filled(self):
        self._dispose(self.source, "rework", 40)
        mine = self.source.with_user(self.inspector)
        action = mine.action_call_mrb()
        case = self.env["quality.mrb.case"].browse(action["res_id"])
        self.assertEqual(case.state, "draft")
        self.assertEqual(case.board_id, self.board)
        self.assertEqual(mine.action_call_mrb()["res_id"], case.id)
        case.with_user(self.inspector).action_call()
        self.assertEqual(case.state, "called")
        self.assertEqual(self.source.mrb_case_count, 1)
        found = self.env["quality.mrb.case"].search(
            mine.action_open_mrb_cases()["domain"]
        )
        self.assertEqual(found, case)
