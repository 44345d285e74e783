"""Stopped production, and accidents that hit a whole batch [NC-20, NC-21]."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestStop(NonconformityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(100, cls.lot_a)
        cls.leader = cls._user("nc_line_leader", "base.group_user")
        cls.committee = cls._user("nc_committee", "base.group_user")
        post = cls.env.ref("quality_nonconformity.function_quality_committee")
        post.user_ids = [Command.set(cls.committee.ids)]

    def _first_article(self, **vals):
        vals.setdefault("detection_point", "first_article")
        return self._nonconformity(5, self.lot_a, **vals)

    def test_leader_gets_record_and_sample(self):
        source = self._first_article()
        source.with_user(self.inspector)._stop_production(self.leader)
        self.assertRecordValues(
            source,
            [
                {
                    "line_stopped": True,
                    "stopped_by_id": self.inspector.id,
                    "stop_leader_id": self.leader.id,
                }
            ],
        )
        self.assertTrue(source.date_stopped)
        notice = source.notice_ids.filtered("acknowledge_required")
        self.assertEqual(notice.user_id, self.leader)
        self.assertEqual(source.with_user(self.leader).description, "Seal broken")

    def test_runs_again_when_decided(self):
        source = self._first_article()
        source.with_user(self.inspector)._stop_production(self.leader)
        self._dispose(source, "rework", 5)
        source.with_user(self.officer)._decide()
        self.assertEqual(
            (source.line_stopped, source.resumed_by_id), (False, self.officer)
        )

    def test_runs_again_when_judged_conforming(self):
        source = self._first_article()
        source.with_user(self.inspector)._stop_production(self.leader)
        source.with_user(self.officer)._cancel("Gauge was read wrongly")
        self.assertFalse(source.line_stopped)
        self.assertTrue(source.date_resumed)

    def test_resumed_by_an_officer_with_a_reason(self):
        source = self._first_article()
        source.with_user(self.inspector)._stop_production(self.leader)
        with self.assertRefused("Officer"):
            source.with_user(self.inspector)._resume_production("Jaw replaced")
        with self.assertRefused("Say why"):
            source.with_user(self.officer)._resume_production("")
        self.assertTrue(source.line_stopped)
        source.with_user(self.officer)._resume_production("Jaw replaced")
        self.assertFalse(source.line_stopped)
        self.assertIn("Jaw replaced", source.history_ids.mapped("comment"))

    def test_refusals(self):
        stored = self._first_article(detection_point="in_stock")
        with self.assertRefused("stops no production"):
            stored.with_user(self.inspector)._stop_production(self.leader)
        source = self._first_article()
        with self.assertRefused("quality role"):
            source.with_user(self.worker)._stop_production(self.leader)
        with self.assertRefused("Name the leader"):
            source.with_user(self.inspector)._stop_production(self.env["res.users"])
        with self.assertRaisesRegex(UserError, "own steps only"):
            source.with_user(self.manager).line_stopped = True
        self.assertFalse((stored | source).filtered("line_stopped"))

    def test_batch_accident_is_reported_at_once(self):
        source = self._first_article(
            batch_accident="scrap", user=self.reporter, isolate=False
        )
        told = source.notice_ids.user_id
        self.assertIn(self.committee, told)
        self.assertIn(self.manager, told)
        self.assertIn("Scrap of a whole batch", source.notice_ids[:1].reason)
        self.assertEqual(source.with_user(self.committee).quantity, 5)
        count = len(source.notice_ids)
        source.with_user(self.officer).batch_accident = "rework"
        self.assertEqual(len(source.notice_ids), count, "told once")

    def test_accident_found_out_later(self):
        source = self._first_article()
        self.assertFalse(source.notice_ids.filtered(lambda n: n.kind == "urgent"))
        source.with_user(self.inspector).batch_accident = "process"
        self.assertIn(self.committee, source.notice_ids.user_id)

    def test_committee_reviews_before_it_is_decided(self):
        source = self._first_article(batch_accident="process")
        self._dispose(source, "rework", 5)
        with self.assertRefused("committee's review"):
            source.with_user(self.officer)._decide()
        with self.assertRefused("quality role"):
            source.with_user(self.inspector)._record_committee("Train them")
        with self.assertRefused("what it proposes"):
            source.with_user(self.committee)._record_committee(" ")
        self.assertEqual((source.state, source.committee_opinion), ("isolated", False))
        source.with_user(self.committee)._record_committee("Train them")
        self.assertRecordValues(
            source,
            [{"committee_opinion": "Train them", "committee_by_id": self.committee.id}],
        )
        source.with_user(self.officer)._decide()
        self.assertEqual(source.state, "decided")
