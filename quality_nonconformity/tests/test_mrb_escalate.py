from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .test_mrb_flow import CaseCommon


@tagged("post_install", "-at_install")
class TestMrbEscalate(CaseCommon):
    """Sent to the upper board, given up, and what stays fixed."""

    def _upper(self):
        upper = self._board(
            self.boss, self.chair, self.buyer, name="Company board", level="company"
        )
        self.board.parent_id = upper
        return upper

    def test_no_agreement_goes_up(self):
        upper = self._upper()
        case = self._case(effect="Not sterile", options="Rework, scrap")
        self._vote(case, engineer="dissent", chair="dissent")
        with self.assertRefused("do not agree"):
            case.with_user(self.chair)._decide("Rework")
        with self.assertRefused("why"):
            case.with_user(self.chair)._escalate("")
        with self.assertRaises(AccessError):
            case.with_user(self.engineer)._escalate("I want")
        self.assertEqual(case.state, "in_session")
        above = case.with_user(self.chair)._escalate("No agreement")
        above = above.sudo()
        self.assertEqual((case.state, above.state), ("escalated", "called"))
        self.assertEqual((above.parent_id, above.board_id), (case, upper))
        self.assertEqual(above.nonconformity_ids, self.source)
        self.assertEqual(above.effect, "Not sterile")
        self.assertFalse(above.opinion_ids)
        self.assertEqual(len(case.opinion_ids), 2)
        with self.assertRefused("in session"):
            case.with_user(self.producer)._give_opinion("agree")
        above.with_user(self.boss)._start()
        self._vote(above, boss="agree", buyer="agree")
        with self.assertRefused("decided by the chair"):
            above.with_user(self.chair)._decide("Rework")
        above.with_user(self.boss)._decide("Rework after all")
        self.assertEqual(above.disposition_ids.state, "approved")
        self.assertEqual(self.source.state, "decided")

    def test_beyond_authority_goes_up(self):
        self._upper()
        case = self._case()
        self._vote(case, engineer="agree", chair="agree")
        self.source.with_user(self.inspector).severity_id = self.critical
        self._vote(case, engineer="agree", chair="agree")
        with self.assertRefused("board of the company", "authority"):
            case.with_user(self.chair)._decide("Rework")
        self.assertEqual(case.state, "in_session")
        above = case.with_user(self.officer)._escalate("Critical now")
        self.assertEqual(above.level, "company")

    def test_value_beyond_the_limit(self):
        self.board.value_limit = 399
        with self.assertRefused("value is beyond", "authority"):
            self._case()  # 40 × 10.00
        self.board.value_limit = 400
        case = self.source.with_user(self.inspector)._call_mrb()
        self.assertEqual(case.state, "called")

    def test_split_value_is_beyond_the_limit(self):
        self.board.value_limit = 399
        with self.assertRefused("value is beyond", "authority"):
            self._case("scrap", "scrap")  # 2 × 20 × 10.00
        self.assertFalse(self.source.mrb_case_ids.filtered("date_called"))

    def test_no_board_above(self):
        case = self._case()
        with self.assertRefused("no board above"):
            case.with_user(self.chair)._escalate("No agreement")
        self.assertEqual(case.state, "in_session")

    def test_lower_board_cannot_take_a_critical_case(self):
        self.source.severity_id = self.critical
        with self.assertRefused("No review board", "Company board"):
            self._case()
        self._upper()
        case = self.source.with_user(self.inspector)._call_mrb()
        self.assertEqual(case.level, "company")

    def test_judged_conforming_ends_the_case(self):
        case = self._case()
        self.source.with_user(self.officer)._cancel("Laboratory: good")
        self.assertEqual(case.state, "cancelled")
        self.assertFalse(case.activity_ids)

    def test_board_and_content_are_fixed_when_called(self):
        case = self._case(start=False)
        other = self._board(self.boss, self.buyer)
        with self.assertRefused("board is called"):
            case.with_user(self.inspector).board_id = other
        for vals in (
            {"state": "decided"},
            {"reasons": "So"},
            {"decided_by_id": self.inspector.id},
            {"participant_ids": [Command.clear()]},
            {"disposition_ids": [Command.clear()]},
        ):
            with self.assertRaises(UserError):
                case.with_user(self.manager).write(vals)
        self.assertEqual((case.state, case.board_id), ("called", self.board))

    def test_open_case_keeps_the_nonconformity_open(self):
        case = self._case()
        self.assertIn(case.name, "\n".join(self.source._get_close_blockers()))
