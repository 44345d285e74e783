from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .deadline_common import DeadlineCase


@tagged("post_install", "-at_install")
class TestDeadlineAlarm(DeadlineCase):
    """Due 4 March 01:00 UTC; the team waits 24 hours, the board 48 more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.escalation_hours = 24
        cls.board.escalation_hours = 48
        cls.director = new_test_user(
            cls.env, "director", "quality_base.group_quality_manager", name="Director"
        )
        cls.top = cls._create_team(
            name="Top", head_id=cls.director.id, escalation_hours=1
        )
        cls.board.parent_id = cls.top
        cls.policy = cls._create_policy(amount=48, reminder_hours="-24, 0, 72")
        cls.capa = cls._create_capa()
        cls.row = cls.capa.deadline_ids

    def _get_told(self):
        """Names of the users with an open activity of the deadline."""
        self.row.invalidate_recordset()
        return sorted(self.row.activity_ids.user_id.mapped("name"))

    def test_nothing_happens_before_the_first_reminder(self):
        self.assertEqual(self.row.next_check, datetime(2026, 3, 3, 1))
        self._run_cron("2026-03-03 00:59:00")
        self.assertFalse(self._get_told())

    def test_reminder_before_goes_to_the_responsible(self):
        self._run_cron("2026-03-03 01:00:00")
        self.assertEqual(self._get_told(), ["Quality user"])
        activity = self.capa.activity_ids & self.row.activity_ids
        self.assertRecordValues(
            activity,
            [
                {
                    "summary": "Due soon: Find the cause",
                    "user_id": self.users["user"].id,
                    "activity_type_id": self.env.ref(
                        "quality_base.mail_activity_type_deadline"
                    ).id,
                }
            ],
        )
        self.assertRecordValues(
            self.row,
            [{"state": "open", "judged": False, "next_check": datetime(2026, 3, 4, 1)}],
        )

    def test_alarms_sound_once(self):
        for _run in range(3):
            self._run_cron("2026-03-03 01:00:00")
            self.assertEqual(len(self.row.activity_ids), 1)
        self._run_cron("2026-03-05 02:00:00")
        told = self._get_told()
        self._run_cron("2026-03-05 02:00:00")
        self.assertEqual(self._get_told(), told)
        self.assertEqual(len(self.row.activity_ids), 2)

    def test_missed_then_up_level_by_level(self):
        self._run_cron("2026-03-04 01:00:01")
        self.assertRecordValues(
            self.row, [{"state": "missed", "judged": True, "escalation_level": 0}]
        )
        self.assertEqual(self._get_told(), ["Quality user"])
        self.assertEqual(self.row.activity_ids.summary, "Overdue: Find the cause")
        self._run_cron("2026-03-05 01:00:00")  # 24 hours late: head of the team
        self.assertEqual(self._get_told(), ["Quality officer", "Quality user"])
        self._run_cron("2026-03-07 00:59:00")
        self.assertEqual(self.row.escalation_level, 1)
        self._run_cron("2026-03-07 01:00:00")  # 48 more: head of the board
        self.assertEqual(self.row.escalation_level, 2)
        self.assertIn("Quality manager", self._get_told())
        self._run_cron("2026-03-07 02:00:00")
        self.assertRecordValues(
            self.row, [{"escalation_level": 3, "next_check": False}]
        )
        self.assertIn("Director", self._get_told())

    def test_levels_stand_in_the_history(self):
        self._run_cron("2026-03-20 01:00:00")
        rows = self.env["quality.history"].search(
            [
                ("res_model", "=", "quality.capa"),
                ("res_id", "=", self.capa.id),
                ("event", "=", "deadline"),
            ]
        )
        self.assertEqual(len(rows), 3)
        self.assertIn("Director", " ".join(rows.mapped("comment")))

    def test_long_silence_does_not_flood(self):
        self._run_cron("2026-04-20 01:00:00")
        self.assertEqual(len(self.row.activity_ids), 4)  # responsible and three levels
        self.assertFalse(self.row.next_check)

    def test_at_once_to_the_top(self):
        self.policy.escalation = "top"
        capa = self._create_capa()
        self._run_cron("2026-03-04 01:05:00")
        row = capa.deadline_ids
        self.assertEqual(row.activity_ids.user_id, self.users["user"] | self.director)

    def test_no_escalation(self):
        self.policy.escalation = "none"
        capa = self._create_capa()
        self._run_cron("2026-04-20 01:00:00")
        self.assertEqual(capa.deadline_ids.activity_ids.user_id, self.users["user"])

    def test_without_responsible_the_head_is_told(self):
        self.capa.user_id = False
        self._run_cron("2026-03-03 01:00:00")
        self.assertEqual(self._get_told(), ["Quality officer"])

    def test_done_step_is_silent_and_clears_its_activities(self):
        self._run_cron("2026-03-05 01:00:00")
        self.assertTrue(self.row.activity_ids)
        self.capa._finish_deadline("cause")
        self.assertFalse(self.row.activity_ids)
        self.assertFalse(self.row.next_check)
        self._run_cron("2026-03-20 01:00:00")
        self.assertFalse(self._get_told())

    def test_paused_step_is_silent(self):
        self.policy.pause_allowed = True
        capa = self._create_capa()
        capa.deadline_ids._pause("Waiting for the customer")
        self._run_cron("2026-03-20 01:00:00")
        self.assertRecordValues(capa.deadline_ids, [{"state": "open"}])
        self.assertFalse(capa.deadline_ids.activity_ids)

    def test_extension_silences_until_the_new_date(self):
        with freeze_time("2026-03-03 12:00:00"):
            request = self.row._request_extension("Flood", datetime(2026, 3, 10, 1))
            request.with_user(self.director).action_approve()
        self._run_cron("2026-03-08 01:00:00")
        self.assertRecordValues(
            self.row, [{"state": "open", "judged": True, "escalation_level": 0}]
        )
        self.assertFalse(self._get_told())
        self._run_cron("2026-03-11 02:00:00")
        self.assertEqual(self.row.state, "missed")
        self.assertEqual(self._get_told(), ["Quality officer", "Quality user"])

    def test_escalate_by_hand(self):
        """A dissatisfied customer reaches a higher level [XX-20]."""
        self.row._escalate("The customer is not satisfied")
        self.row._escalate("Still not")
        self.assertEqual(self._get_told(), ["Quality manager", "Quality officer"])
        self.row._escalate("To the top")
        with self.assertRaisesRegex(UserError, "parent team"):
            self.row._escalate("And beyond")

    def test_one_bad_row_does_not_stop_the_others(self):
        broken = self._create_capa().deadline_ids
        broken.sudo().user_id = self.users["employee"]  # may not see the document
        broken.sudo().team_id = False
        self._run_cron("2026-03-05 01:00:00")
        self.assertEqual(self.row.state, "missed")
        self.assertLess(
            (broken.next_check or datetime(2026, 3, 5)), datetime(2026, 3, 8)
        )

    def test_cron_looks_at_due_rows_only(self):
        self._create_capa()
        with freeze_time("2026-03-02 12:00:00"):
            domain = [("next_check", "<=", datetime(2026, 3, 2, 12))]
            self.assertFalse(
                self.Deadline.search_count(
                    [*domain, ("res_model", "=", "quality.capa")]
                )
            )

    def test_deadline_of_the_past_is_missed_at_once(self):
        """Imported cases: no storm of reminders, but a true state."""
        capa = self._create_capa()
        capa._cancel_deadline()
        capa._start_deadline("cause", start=datetime(2026, 1, 5, 1))
        row = self._get_row(capa)
        self.assertRecordValues(row, [{"state": "missed", "judged": True, "round": 2}])
        capa._finish_deadline("cause", at=datetime(2026, 1, 6, 1))
        self.assertRecordValues(row, [{"state": "met", "on_time": True}])
