from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .mrb_common import MrbCommon


@tagged("post_install", "-at_install")
class TestMrbFlow(MrbCommon):
    """A case before a board: called, voted, decided, sent up, given up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.board = cls._board(cls.chair, cls.engineer, cls.producer)
        cls.source = cls._nonconformity(40, cls.lot_a, severity_id=cls.severe.id)

    def _case(self, *kinds, start=True, **vals):
        """A case on the source, called by the inspector, opened by the chair."""
        for kind in kinds or ("rework",):
            quantity = 40 / len(kinds or ("",))
            self._dispose(self.source, kind, quantity)
        case = self.source.with_user(self.inspector)._call_mrb()
        if vals:
            case.write(vals)
        if start:
            case.with_user(self.chair)._start()
        return case

    def _vote(self, case, **verdicts):
        for name, verdict in verdicts.items():
            case.with_user(getattr(self, name))._give_opinion(verdict, "As measured.")

    # -- needs a board -------------------------------------------------------------------

    def test_severe_goods_need_the_board(self):
        disposition = self._dispose(self.source, "rework", 40)
        self.assertEqual(self.source.mrb_level, "basic")
        for user in (self.officer, self.manager):
            with self.assertRefused("Review board", "Call the MRB"):
                disposition.with_user(user)._approve()
            with self.assertRefused("Review board"):
                self.source.with_user(user)._decide()
        self.assertEqual(disposition.state, "draft")
        self.assertEqual(self.source.state, "isolated")

    def test_service_is_not_judged_by_a_material_board(self):
        service = self._nonconformity(
            1, kind="service", severity_id=self.severe.id, isolate=False
        )
        self.assertFalse(service.mrb_level)

    def test_decided_by_the_board(self):
        case = self._case("rework", "scrap")
        self.assertEqual(case.state, "in_session")
        self.assertEqual(self.source.state, "review")
        self._vote(case, engineer="agree", chair="agree")
        case.with_user(self.chair)._decide("Rework half, scrap half.")
        self.assertEqual(case.state, "decided")
        self.assertEqual(case.decided_by_id, self.chair)
        dispositions = self.source.disposition_ids
        self.assertEqual(set(dispositions.mapped("state")), {"approved"})
        self.assertEqual(self.source.state, "decided")
        rows = dispositions.approval_ids
        self.assertEqual(rows.case_id, case)
        self.assertEqual(rows.user_id, self.chair)
        self.assertEqual(len(rows.signature_id), 2)
        for disposition in dispositions:
            disposition.with_user(self.worker)._execute()
            self.assertEqual(case.state, "decided")
            disposition.with_user(self.inspector)._verify()
        self.assertEqual(case.state, "executed")
        self.assertEqual(case._verify_history(), [])

    def test_members_without_quality_rights_read_and_act_only_by_the_engine(self):
        self._dispose(self.source, "rework", 40)
        with self.assertRaises(AccessError):
            self.source.with_user(self.engineer).read(["description"])
        case = self.source.with_user(self.inspector)._call_mrb()
        mine = case.with_user(self.engineer)
        mine.read(["effect"])
        self.source.with_user(self.engineer).read(["description"])
        self.assertEqual(
            case.activity_ids.user_id, self.chair | self.engineer | self.producer
        )
        with self.assertRaises(AccessError):
            mine.write({"effect": "None"})
        with self.assertRaises(AccessError):
            mine._start()
        with self.assertRaises(AccessError):
            case.with_user(self.outsider).read(["effect"])
        case.with_user(self.chair)._start()
        self._vote(case, engineer="agree")
        self.assertEqual(case.activity_ids.user_id, self.chair | self.producer)
        for user in (self.engineer, self.inspector, self.officer, self.manager):
            with self.assertRefused("decided by the chair"):
                case.with_user(user)._decide("Mine")
        self.assertEqual(case.state, "in_session")

    def test_who_may_call(self):
        self._dispose(self.source, "rework", 40)
        for user in (self.worker, self.reporter, self.engineer):
            with self.assertRaises(AccessError):
                self.source.with_user(user)._call_mrb()
        self.assertFalse(self.source.mrb_case_ids)
        self.source.with_user(self.inspector)._call_mrb()
        self.assertEqual(self.source.mrb_case_ids.reporter_id, self.inspector)

    def test_called_once(self):
        case = self._case(start=False)
        self.assertEqual(self.source.with_user(self.inspector)._call_mrb(), case)
        self.assertFalse(self.source.with_user(self.inspector).can_call_mrb)
        other = self.env["quality.mrb.case"].create(
            {"nonconformity_ids": self.source.ids, "board_id": self.board.id}
        )
        with self.assertRefused(case.name):
            other.with_user(self.inspector)._call()
        self.assertEqual(other.state, "draft")

    def test_board_called_where_nothing_demands_it_decides_too(self):
        self.source.severity_id = False
        case = self._case()
        self.assertEqual(
            self._roles(case.disposition_ids), {("board", False): "pending"}
        )
        with self.assertRefused("Review board"):
            case.disposition_ids.with_user(self.officer)._approve()
        case.with_user(self.chair)._cancel("Not needed")
        self.assertEqual(
            self._roles(self.source.disposition_ids), {("approve", False): "pending"}
        )
        self.source.with_user(self.officer)._decide()
        self.assertEqual(self.source.state, "decided")

    # -- votes -----------------------------------------------------------------------------

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

    # -- own requests ----------------------------------------------------------------------

    def test_own_request_is_not_carried_by_its_maker(self):
        """The chair reported it, the engineer proposed it: another must agree."""
        self.source.reporter_id = self.chair
        self.source._let_take_part(self.engineer)
        self._dispose(self.source, "rework", 40, user=self.engineer)
        case = self.source.with_user(self.inspector)._call_mrb()
        case.with_user(self.chair)._start()
        self._vote(case, engineer="agree", chair="agree")
        self.assertEqual(case.opinion_ids.mapped("is_involved"), [True, True])
        with self.assertRefused("at least one other member"):
            case.with_user(self.chair)._decide("Rework")
        self.assertEqual(case.state, "in_session")
        self._vote(case, producer="agree")
        case.with_user(self.chair)._decide("Rework")
        self.assertEqual(case.state, "decided")

    def test_chair_does_not_decide_his_own_proposal(self):
        self.source._let_take_part(self.chair)
        self._dispose(self.source, "rework", 40, user=self.chair)
        case = self.source.with_user(self.inspector)._call_mrb()
        case.with_user(self.chair)._start()
        self._vote(case, engineer="agree", producer="agree")
        with self.assertRefused("proposed", "deputy"):
            case.with_user(self.chair)._decide("Rework")
        self.assertEqual(case.state, "in_session")
        self.board.deputy_id = self.producer
        case.with_user(self.producer)._decide("Rework")
        self.assertEqual(case.decided_by_id, self.producer)

    # -- other approvals ---------------------------------------------------------------------

    def test_board_stands_between_countersigning_and_final_approval(self):
        self._rule(
            countersigner_ids=self._post("purchasing_head", self.buyer),
            approver_ids=self._post("general_manager", self.boss),
        )
        case = self._case()
        disposition = case.disposition_ids
        self._vote(case, engineer="agree", chair="agree")
        with self.assertRefused("Purchasing", self.buyer.name):
            case.with_user(self.chair)._decide("Rework")
        disposition.with_user(self.buyer)._approve()
        case.with_user(self.chair)._decide("Rework")
        self.assertEqual(disposition.state, "draft")
        self.assertEqual(self.source.state, "review")
        self.assertEqual(disposition.activity_ids.user_id, self.boss)
        disposition.with_user(self.boss)._approve()
        self.assertEqual(disposition.state, "approved")
        self.assertEqual(self.source.state, "decided")

    def test_general_manager_rejects_what_the_board_decided(self):
        self._rule(approver_ids=self._post("general_manager", self.boss))
        case = self._case()
        self._vote(case, engineer="agree", chair="agree")
        case.with_user(self.chair)._decide("Rework")
        case.disposition_ids.with_user(self.boss)._reject("Too dear")
        self.assertEqual(case.disposition_ids.state, "cancelled")
        self.assertEqual(case.state, "cancelled")
        self.assertEqual(self.source.state, "review")

    def test_decision_sets_deadline_and_demands_consent(self):
        case = self._case(date_deadline="2030-05-01", customer_consent_required=True)
        self._vote(case, engineer="agree", chair="agree")
        self.assertFalse(case.disposition_ids.consent_demanded)
        case.with_user(self.chair)._decide("Rework")
        disposition = case.disposition_ids
        self.assertEqual(str(disposition.date_deadline), "2030-05-01")
        self.assertTrue(disposition.consent_demanded)

    def test_failed_rework_comes_before_the_board_again(self):
        case = self._case()
        self._vote(case, engineer="agree", chair="agree")
        case.with_user(self.chair)._decide("Rework")
        disposition = case.disposition_ids
        disposition.with_user(self.worker)._execute()
        disposition.with_user(self.inspector)._verify(30)
        self.assertEqual(self.source.state, "review")
        self.assertEqual(case.state, "executed")
        again = self._dispose(self.source, "scrap", 10)
        with self.assertRefused("Review board"):
            again.with_user(self.officer)._approve()
        second = self.source.with_user(self.inspector)._call_mrb()
        self.assertNotEqual(second, case)
        self.assertEqual(second.disposition_ids, again)

    # -- up, and given up -----------------------------------------------------------------------

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
