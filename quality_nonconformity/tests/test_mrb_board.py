from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..tools.mrb_vote import is_agreed
from .mrb_common import MrbCommon


class TestVotes(BaseCase):
    def test_majority(self):
        agree, dissent, abstain = "agree", "dissent", "abstain"
        for votes, chair, expected in (
            ([agree, agree, dissent], None, True),
            ([agree, dissent, dissent], agree, False),
            ([agree, dissent], agree, True),
            ([agree, dissent], dissent, False),
            ([agree, dissent], None, False),
            ([agree, abstain, abstain], abstain, True),
            ([abstain, abstain], abstain, False),
            ([], None, False),
        ):
            self.assertEqual(is_agreed("majority", votes, chair), expected, votes)

    def test_unanimity_and_chair(self):
        self.assertTrue(is_agreed("unanimity", ["agree", "abstain"]))
        self.assertFalse(is_agreed("unanimity", ["agree", "agree", "dissent"]))
        self.assertFalse(is_agreed("unanimity", ["abstain"]))
        self.assertTrue(is_agreed("chair", ["dissent", "dissent", "agree"], "agree"))
        self.assertFalse(is_agreed("chair", ["agree", "agree"], None))


@tagged("post_install", "-at_install")
class TestMrbBoard(MrbCommon):
    """Boards, their scope, members and qualifications."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.board = cls._board(cls.chair, cls.engineer, cls.producer)
        cls.member = cls.board.member_ids[1]
        cls.today = fields.Date.today()

    def _find(self, level="basic", **vals):
        source = self._nonconformity(1, self.lot_a, isolate=False, **vals)
        return self.env["quality.mrb.board"]._find(self.company, level, source)

    def test_lowest_board_that_may_decide(self):
        upper = self._board(self.boss, level="company", quorum=1)
        self.assertEqual(self._find(), self.board)
        self.assertEqual(self._find("company"), upper)
        self.board.date_to = self.today - timedelta(days=1)
        self.assertEqual(self._find(), upper)
        upper.active = False
        self.assertFalse(self._find())

    def test_scope(self):
        Category = self.env["product.category"]
        masks, gloves = Category.create([{"name": "Masks"}, {"name": "Gloves"}])
        self.product.categ_id = gloves
        self.board.categ_ids = masks
        self.assertFalse(self._find())
        gloves.parent_id = masks
        self.assertEqual(self._find(), self.board)
        self.board.severity_ids = self.severe
        self.assertFalse(self._find())
        self.assertEqual(self._find(severity_id=self.severe.id), self.board)

    def test_no_mandate_no_call(self):
        source = self._nonconformity(1, self.lot_a, severity_id=self.severe.id)
        self._dispose(source, "scrap", 1)
        case = source.with_user(self.inspector)._prepare_mrb_case()
        self.board.date_to = "2021-01-01"
        with self.assertRefused("mandate"):
            case._call()
        self.assertEqual(case.state, "draft")
        self.board.date_to = False
        self.board.member_ids[1:].date_to = "2021-01-01"
        with self.assertRefused("1 members", "quorum is 2"):
            case._call()
        self.assertFalse(case.participant_ids)
        self.board.member_ids.date_to = False
        case._call()
        self.assertEqual(case.state, "called")

    def test_chair_is_a_member(self):
        with self.assertRaises(ValidationError):
            self.board.chair_id = self.boss
        with self.assertRaises(ValidationError):
            self.board.deputy_id = self.boss
        self.board.deputy_id = self.engineer

    def test_upper_board(self):
        upper = self._board(self.boss, level="company", quorum=1)
        self.board.parent_id = upper
        with self.assertRaises(ValidationError):
            upper.parent_id = self.board
        with self.assertRaises(ValidationError):
            self.board.parent_id = self.board

    def test_members_validity(self):
        Member = self.env["quality.mrb.member"]
        soon = self.today + timedelta(days=10)
        for first, last, valid, expiring in (
            ("2020-01-01", False, True, False),
            ("2020-01-01", soon, True, True),
            ("2020-01-01", self.today, True, True),
            ("2020-01-01", self.today - timedelta(days=1), False, False),
            (soon, False, False, False),
            ("2020-01-01", self.today + timedelta(days=31), True, False),
        ):
            self.member.write({"date_from": first, "date_to": last})
            case = (first, last)
            self.assertEqual(self.member.is_valid, valid, case)
            self.assertEqual(self.member.is_expiring, expiring, case)
            found = Member.search([("is_valid", "=", True)])
            self.assertEqual(self.member in found, valid, case)
            found = Member.search([("is_expiring", "=", True)])
            self.assertEqual(self.member in found, expiring, case)
            found = Member.search([("is_valid", "=", False)])
            self.assertEqual(self.member in found, not valid, case)

    def test_chair_is_told_once_before_it_ends(self):
        self.member.date_to = self.today + timedelta(days=5)
        self.env["quality.mrb.member"]._cron_remind_expiry()
        self.env["quality.mrb.member"]._cron_remind_expiry()
        activity = self.board.activity_ids
        self.assertEqual(activity.user_id, self.chair)
        self.assertEqual(activity.date_deadline, self.member.date_to)
        self.assertIn(self.engineer.name, activity.summary)

    def test_member_who_voted_stays_in_the_minutes(self):
        source = self._nonconformity(1, self.lot_a, severity_id=self.severe.id)
        self._dispose(source, "scrap", 1)
        case = source.with_user(self.inspector)._call_mrb()
        case.with_user(self.chair)._start()
        case.with_user(self.engineer)._give_opinion("agree", "Yes")
        with self.assertRaises(UserError):
            self.member.with_user(self.manager).unlink()
        with self.assertRaises(UserError):
            self.member.with_user(self.manager).user_id = self.boss
        self.assertEqual(self.member.user_id, self.engineer)
        other = self.board.member_ids[2]
        other.with_user(self.manager).unlink()
        self.assertFalse(other.exists())

    def test_only_the_head_of_quality_sets_up_boards(self):
        for user in (self.inspector, self.officer, self.chair, self.engineer):
            with self.assertRaises(AccessError):
                self.board.with_user(user).write({"quorum": 1})
            with self.assertRaises(AccessError):
                self.member.with_user(user).write({"date_to": "2099-01-01"})
            with self.assertRaises(AccessError):
                self.board.with_user(user).copy()
        self.assertEqual(self.board.quorum, 2)
        self.board.with_user(self.manager).quorum = 3
        self.assertEqual(self.board.quorum, 3)

    def test_same_person_once(self):
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.board.member_ids = [self._member(self.engineer)]

    def test_companies(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        vals = {"company_id": branch.id, "company_ids": [Command.set(branch.ids)]}
        head = new_test_user(
            self.env, "mrb_branch", "quality_base.group_quality_manager", **vals
        )
        with self.assertRaises(ValidationError):
            self.board.member_ids = [self._member(head)]
        theirs = self._board(head, company_id=branch.id, quorum=1)
        self.assertNotEqual(self._find(), theirs)
        with self.assertRaises(AccessError):
            self.board.with_user(head).read(["name"])
        with self.assertRaises(AccessError):
            self.member.with_user(head).read(["qualification"])
        source = self._nonconformity(1, self.lot_a, severity_id=self.severe.id)
        self._dispose(source, "scrap", 1)
        case = source.with_user(self.inspector)._call_mrb()
        case.with_user(self.chair)._start()
        case.with_user(self.engineer)._give_opinion("agree", "Yes")
        for records in (case, case.opinion_ids, source.disposition_ids.approval_ids):
            self.assertFalse(
                records.with_user(head).search([("id", "in", records.ids)])
            )
            with self.assertRaises(AccessError):
                records.with_user(head).read(["display_name"])
        with self.assertRaises(UserError):
            self.env["quality.mrb.case"].create(
                {"nonconformity_ids": source.ids, "board_id": theirs.id}
            )

    def test_confidential_case(self):
        source = self._nonconformity(1, self.lot_a, severity_id=self.severe.id)
        self._dispose(source, "scrap", 1)
        case = source.with_user(self.inspector)._call_mrb()
        case.with_user(self.officer).read(["effect"])
        source.with_user(self.inspector).confidential = True
        self.assertTrue(case.confidential)
        for user in (self.officer, self.manager):
            with self.assertRaises(AccessError):
                case.with_user(user).read(["effect"])
        case.with_user(self.engineer).read(["effect"])

    def test_secret_also_after_the_decision(self):
        source = self._nonconformity(1, self.lot_a, severity_id=self.severe.id)
        self._dispose(source, "scrap", 1)
        case = source.with_user(self.inspector)._call_mrb()
        case.with_user(self.chair)._start()
        for user in (self.chair, self.engineer):
            case.with_user(user)._give_opinion("agree", "Yes")
        case.with_user(self.chair)._decide()
        source.with_user(self.inspector).confidential = True
        with self.assertRaises(AccessError):
            case.with_user(self.officer).read(["reasons"])

    def test_lists_cost_the_same_for_few_and_many(self):
        sources = self.env["quality.nonconformity"]
        for _number in range(8):
            source = self._nonconformity(1, self.lot_a, severity_id=self.severe.id)
            self._dispose(source, "scrap", 1)
            source.with_user(self.inspector)._call_mrb()
            sources |= source

        def load(records, names):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            records.with_user(self.officer).read(names)
            return self.cr.sql_log_count - start

        names = ["mrb_case_count", "mrb_level"]
        load(sources, names)
        self.assertEqual(load(sources, names), load(sources[:2], names))
        cases = sources.mrb_case_ids.browse(sources.mrb_case_ids.ids)
        names = ["name", "board_id", "level", "state", "is_late"]
        load(cases, names)
        self.assertEqual(load(cases, names), load(cases[:2], names))

    def test_my_work(self):
        source = self._nonconformity(1, self.lot_a, severity_id=self.severe.id)
        self._dispose(source, "scrap", 1)

        def count(user, title):
            tiles = self.env["quality.my.work"].with_user(user)._get_approval_tiles()
            return next(t["count"] for t in tiles if t["title"] == title)

        self.assertEqual(count(self.inspector, "Board to call"), 1)
        case = source.with_user(self.inspector)._call_mrb()
        self.assertEqual(count(self.inspector, "Board to call"), 0)
        self.assertEqual(count(self.engineer, "Board: my opinion"), 0)
        case.with_user(self.chair)._start()
        self.assertEqual(count(self.engineer, "Board: my opinion"), 1)
        self.assertEqual(count(self.outsider, "Board: my opinion"), 0)
        case.with_user(self.engineer)._give_opinion("agree", "Yes")
        self.assertEqual(count(self.engineer, "Board: my opinion"), 0)
        case.with_user(self.inspector).conditions = "Tested first"
        self.assertEqual(count(self.engineer, "Board: my opinion"), 1)
