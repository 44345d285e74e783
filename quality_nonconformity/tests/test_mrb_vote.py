from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .test_mrb_flow import CaseCommon


@tagged("post_install", "-at_install")
class TestMrbVote(CaseCommon):
    """Opinions: who, when, once, on which content, and what they carry."""

    def test_quorum_missing(self):
        case = self._case()
        self._vote(case, engineer="agree")
        with self.assertRefused("quorum", "1 of 2"):
            case.with_user(self.chair)._decide("Rework")
        self.assertEqual(case.state, "in_session")
        self.assertEqual(case.disposition_ids.state, "draft")
        self.assertFalse(case.reasons)

    def test_expired_member(self):
        member = self.board.member_ids.filtered(lambda m: m.user_id == self.engineer)
        case = self._case()
        member.date_to = "2021-01-01"
        with self.assertRefused("ended", "Review Boards"):
            case.with_user(self.engineer)._give_opinion("agree")
        self.assertFalse(case.opinion_ids)
        self.assertFalse(case.with_user(self.engineer).can_vote)
        member.date_to = False
        self._vote(case, engineer="agree", chair="agree")
        member.write({"date_from": "2019-01-01", "date_to": "2021-01-01"})
        with self.assertRefused("1 of 2"):  # his vote counts no more
            case.with_user(self.chair)._decide("Rework")
        self.assertEqual(case.state, "in_session")

    def test_expired_chair_decides_nothing(self):
        case = self._case()
        self._vote(case, engineer="agree", producer="agree")
        chair = self.board.member_ids.filtered(lambda m: m.user_id == self.chair)
        chair.date_to = "2021-01-01"
        with self.assertRefused("ended"):
            case.with_user(self.chair)._decide("Rework")
        self.assertEqual(case.state, "in_session")

    def test_no_double_vote(self):
        case = self._case()
        self._vote(case, engineer="agree")
        for verdict in ("agree", "dissent"):
            with self.assertRefused("given your opinion"):
                case.with_user(self.engineer)._give_opinion(verdict, "Again")
        self.assertEqual(case.opinion_ids.mapped("verdict"), ["agree"])

    def test_strangers_do_not_vote(self):
        case = self._case()
        for user in (self.inspector, self.officer, self.manager):
            with self.assertRefused("no member"):
                case.with_user(user)._give_opinion("agree")
        with self.assertRaises(AccessError):
            case.with_user(self.outsider)._give_opinion("agree")
        self.assertFalse(case.opinion_ids)

    def test_votes_in_session_only(self):
        case = self._case(start=False)
        with self.assertRefused("in session"):
            case.with_user(self.engineer)._give_opinion("agree")
        case.with_user(self.chair)._start()
        self._vote(case, engineer="agree", chair="agree")
        case.with_user(self.chair)._decide("Rework")
        with self.assertRefused("in session"):
            case.with_user(self.producer)._give_opinion("agree")
        self.assertEqual(len(case.opinion_ids), 2)

    def test_dissent_needs_a_reason_and_is_kept(self):
        case = self._case()
        for verdict in ("dissent", "abstain", "perhaps"):
            with self.assertRefused("why"):
                case.with_user(self.producer)._give_opinion(verdict)
        case.with_user(self.producer)._give_opinion("dissent", "The pouch gets brittle")
        self._vote(case, engineer="agree", chair="agree")
        case.with_user(self.chair)._decide("Rework")
        dissent = case.opinion_ids.filtered(lambda o: o.verdict == "dissent")
        self.assertEqual(dissent.text, "The pouch gets brittle")
        self.assertEqual(dissent.signature_id.meaning, "dissent")
        self.assertEqual(dissent.signature_id.user_id, self.producer)
        for user in (self.producer, self.chair, self.officer, self.manager):
            with self.assertRaises(AccessError):
                dissent.with_user(user).write({"verdict": "agree"})
            with self.assertRaises(AccessError):
                dissent.with_user(user).unlink()
            with self.assertRaises(UserError):
                case.with_user(user).write(
                    {"opinion_ids": [Command.delete(dissent.id)]}
                )
        self.assertEqual(dissent.exists().verdict, "dissent")

    def test_change_after_the_vote_asks_again(self):
        case = self._case()
        self._vote(case, engineer="agree", chair="agree")
        case.disposition_ids.with_user(self.inspector).quantity = 39
        self.assertEqual(case.opinion_ids.mapped("superseded"), [True, True])
        self.assertIn(self.engineer, case.activity_ids.user_id)
        with self.assertRefused("0 of 2"):
            case.with_user(self.chair)._decide("Rework")
        self._vote(case, engineer="dissent", chair="agree", producer="agree")
        case.with_user(self.chair)._decide("Rework")
        self.assertEqual(case.state, "decided")
        self.assertEqual(len(case.opinion_ids), 5)

    def test_everything_put_before_the_board_is_signed(self):
        case = self._case()
        for change in (
            lambda: case.with_user(self.inspector).write({"conditions": "Tested"}),
            lambda: case.with_user(self.inspector).write({"effect": "None"}),
            lambda: case.with_user(self.inspector).write(
                {"customer_consent_required": True}
            ),
            lambda: self.source.with_user(self.inspector).write(
                {"description": "Seal and label"}
            ),
            lambda: case.disposition_ids.with_user(self.inspector).write(
                {"instruction": "<p>At 150 °C</p>"}
            ),
            lambda: self._dispose(self._shrink(case), "scrap", 5),
        ):
            self._vote(case, engineer="agree")
            opinion = case.opinion_ids.sorted("id")[-1]
            self.assertFalse(opinion.superseded)
            change()
            self.assertTrue(opinion.superseded)

    def _shrink(self, case):
        case.disposition_ids.with_user(self.inspector).quantity = 35
        self._vote(case, engineer="agree")
        return self.source

    def test_unanimity(self):
        self.board.decision_rule = "unanimity"
        case = self._case()
        self._vote(case, engineer="agree", producer="dissent", chair="agree")
        with self.assertRefused("do not agree", "upper board"):
            case.with_user(self.chair)._decide("Rework")
        self.assertEqual(case.state, "in_session")

    def test_chair_breaks_a_tie(self):
        case = self._case()
        self._vote(case, engineer="agree", chair="dissent")
        with self.assertRefused("do not agree"):
            case.with_user(self.chair)._decide("Rework")
        self.assertEqual(case.disposition_ids.state, "draft")

    def test_nobody_breaks_a_tie_for_his_own_proposal(self):
        """The chair proposed it: where votes are even, the deputy's counts."""
        self.board.deputy_id = self.producer
        self.source._let_take_part(self.chair)
        self._dispose(self.source, "rework", 40, user=self.chair)
        case = self.source.with_user(self.inspector)._call_mrb()
        case.with_user(self.producer)._start()
        self._vote(case, chair="agree", producer="dissent")
        for rule in ("majority", "chair"):
            self.board.decision_rule = rule
            with self.assertRefused("do not agree"):
                case.with_user(self.producer)._decide("Rework")
        self.assertEqual(case.disposition_ids.state, "draft")

    def test_deputy_presides_while_the_chair_is_away(self):
        self.board.write({"deputy_id": self.producer.id, "decision_rule": "chair"})
        case = self._case()
        self._vote(case, engineer="agree")
        with self.assertRefused("quorum"):
            case.with_user(self.producer)._decide("Rework")
        self._vote(case, producer="agree")
        case.with_user(self.producer)._decide("Rework")
        self.assertEqual(case.disposition_ids.state, "approved")

    def test_chair_who_decides_has_voted(self):
        """Present, the chair speaks for himself: not through the deputy."""
        self.board.write({"deputy_id": self.producer.id, "decision_rule": "chair"})
        case = self._case()
        self._vote(case, engineer="agree", producer="agree")
        with self.assertRefused("do not agree"):
            case.with_user(self.chair)._decide("Rework")
        self._vote(case, chair="dissent")
        for user in (self.chair, self.producer):
            with self.assertRefused("do not agree"):
                case.with_user(user)._decide("Rework")
        self.assertEqual(case.state, "in_session")

    def test_reasons_are_kept(self):
        case = self._case()
        for name in ("engineer", "chair"):
            case.with_user(getattr(self, name))._give_opinion("agree")
        with self.assertRefused("reasons"):
            case.with_user(self.chair)._decide(" ")
        self.assertEqual(case.state, "in_session")
        case.with_user(self.chair)._decide("Laboratory report 12")
        self.assertEqual(case.reasons, "Laboratory report 12")
        signature = case.signature_ids.filtered(lambda s: s.meaning == "approved")
        self.assertEqual(signature.user_id, self.chair)
        with self.assertRaises(UserError):
            case.with_user(self.manager).write({"conditions": "Other"})
