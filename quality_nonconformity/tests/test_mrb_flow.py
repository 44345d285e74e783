from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .mrb_common import MrbCommon


class CaseCommon(MrbCommon):
    """Severe goods, a board of three, and a case before it."""

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


@tagged("post_install", "-at_install")
class TestMrbFlow(CaseCommon):
    """A case before a board: called, decided, carried out."""

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
        case = self._case(
            date_deadline="2030-05-01", customer_consent_required=True, effect="Leaks"
        )
        self._vote(case, engineer="agree", chair="agree")
        self.assertFalse(case.disposition_ids.consent_demanded)
        case.with_user(self.chair)._decide("Rework")
        disposition = case.disposition_ids
        self.assertEqual(str(disposition.date_deadline), "2030-05-01")
        self.assertTrue(disposition.consent_demanded)
        self.assertEqual(self.source.effect, "Leaks")

    def test_consent_of_the_customer_reaches_the_concession(self):
        cheap = self._product("Second choice", tracking="lot")
        self._dispose(self.source, "downgrade", 40, target_product_id=cheap.id)
        concession = self.source.disposition_ids.concession_ids
        concession.with_user(self.inspector).write(
            {"reason": "Needed", "risk_assessment": "None", "date_to": "2099-01-01"}
        )
        self.assertFalse(concession.consent_required)
        case = self.source.with_user(self.inspector)._call_mrb()
        case.customer_consent_required = True
        case.with_user(self.chair)._start()
        self._vote(case, engineer="agree", chair="agree")
        case.with_user(self.chair)._decide()
        self.assertTrue(concession.consent_required)

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

    def test_members_open_the_screens(self):
        """No field of the forms is beyond those who only take part."""
        self._rule(approver_ids=self._post("general_manager", self.boss))
        case = self._case()
        self._vote(case, engineer="agree", chair="agree")
        case.with_user(self.chair)._decide("Rework")
        for user in (self.engineer, self.boss, self.inspector):
            records = [self.source, case.disposition_ids]
            records += [] if user == self.boss else [case]
            for record in records:
                with self.subTest(user=user.login, model=record._name):
                    Form(record.with_user(user))
