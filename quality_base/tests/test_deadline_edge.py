from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .deadline_common import DeadlineCase


@tagged("post_install", "-at_install")
class TestDeadlineEdge(DeadlineCase):
    """What goes wrong around a deadline, and must not take others along."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._create_policy()

    # --- the job -------------------------------------------------------------
    def test_job_is_resumable(self):
        rows = self._get_row(self._create_capa())
        for _n in range(4):
            rows |= self._get_row(self._create_capa())
        self.env.flush_all()
        missed = []
        with freeze_time("2026-03-03 02:00:00"), self.enter_registry_test_mode():
            for _run in range(3):
                with self.registry.cursor() as cr:
                    deadlines = self.env(cr=cr)["quality.deadline"]
                    deadlines._cron_check(batch_size=2)
                    mine = deadlines.browse(rows.ids)
                    missed.append(mine.mapped("state").count("missed"))
        self.env.invalidate_all()
        self.assertEqual(missed, [2, 4, 5])

    def test_vanished_document_is_left_in_peace(self):
        capa = self._create_capa()
        row = self._get_row(capa)
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM quality_capa WHERE id = %s", [capa.id])
        self.env.invalidate_all()
        self._run_cron("2026-03-20 01:00:00")
        self.assertFalse(row.next_check)
        self.assertFalse(row.activity_ids)

    def test_document_of_an_addon_that_is_gone(self):
        row = self._get_row(self._create_capa())
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE quality_deadline SET res_model = 'gone.model' WHERE id = %s",
            [row.id],
        )
        self.env.invalidate_all()
        self._run_cron("2026-03-20 01:00:00")
        self.assertFalse(row.next_check)
        self.assertEqual(row.step_label, "cause")
        found = self.Deadline.with_user(self.users["manager"]).search([])
        self.assertNotIn(row, found)

    def test_alarms_outlive_the_policy(self):
        """Uninstalling the addon that brought the policy deletes it."""
        row = self._get_row(self._create_capa())
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM quality_deadline_policy WHERE id = %s", [self.policy.id]
        )
        self.env.invalidate_all()
        self.assertFalse(row.policy_id)
        self._run_cron("2026-03-03 02:00:00")
        self.assertEqual(row.state, "missed")
        self.assertEqual(row.activity_ids.user_id, self.users["user"])

    def test_uncovered_year_costs_the_job_nothing(self):
        empty = self.env["quality.calendar"].create({"name": "?", "tz": "UTC"})
        self.policy.write(
            {"unit": "working_days", "calendar_id": empty.id, "amount": 1}
        )
        row = self._get_row(self._create_capa())
        self.assertRecordValues(row, [{"state": "undetermined", "next_check": False}])

    def test_missing_start_date_is_looked_for_again(self):
        self.policy.start_field = "date_plan_approved"
        capa = self._create_capa()
        row = self._get_row(capa)
        self.assertEqual(row.next_check, datetime(2026, 3, 2, 2))
        self.env.flush_all()
        # set behind the ORM, as the recomputation of a stored date is
        self.env.cr.execute(
            "UPDATE quality_capa SET date_plan_approved = '2026-03-02 05:00' "
            "WHERE id = %s",
            [capa.id],
        )
        self.env.invalidate_all()
        self._run_cron("2026-03-02 06:00:00")
        self.assertRecordValues(row, [{"state": "open", "waiting": False}])
        self.assertDue(row, "2026-03-03 05:00:00")

    def test_moved_start_date_counts_when_it_is_finished(self):
        self.policy.start_field = "date_plan_approved"
        capa = self._create_capa()
        capa._write_gated({"date_plan_approved": datetime(2026, 3, 2, 1)})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE quality_capa SET date_plan_approved = '2026-03-05 01:00' "
            "WHERE id = %s",
            [capa.id],
        )
        self.env.invalidate_all()
        capa._finish_deadline("cause", at=datetime(2026, 3, 5, 20))
        self.assertRecordValues(
            self._get_row(capa),
            [{"state": "met", "on_time": True, "due": datetime(2026, 3, 6, 1)}],
        )

    # --- teams ---------------------------------------------------------------
    def test_team_without_head_is_skipped(self):
        middle = self._create_team(
            name="Nobody", parent_id=self.board.id, escalation_hours=10
        )
        team = self._create_team(name="Line", parent_id=middle.id, escalation_hours=5)
        self.board.escalation_hours = 1
        capa = self._create_capa(team_id=team.id)
        row = self._get_row(capa)
        ladder = row._get_ladder(row._get_winning_term())
        self.assertEqual(ladder, [(16.0, self.users["manager"])])

    def test_nobody_to_tell_is_no_error(self):
        capa = self._create_capa(team_id=False, user_id=False)
        self._run_cron("2026-03-20 01:00:00")
        self.assertRecordValues(
            self._get_row(capa), [{"state": "missed", "next_check": False}]
        )

    def test_head_who_is_responsible_has_one_activity(self):
        capa = self._create_capa(user_id=self.users["officer"].id)
        self._run_cron("2026-03-04 02:00:00")
        row = self._get_row(capa)
        self.assertEqual(len(row.activity_ids), 1)
        self.assertEqual(row.activity_ids.summary, "Overdue, level 1: Find the cause")

    # --- pause in days -------------------------------------------------------
    def test_pause_in_working_days(self):
        self.policy.write({"unit": "working_days", "amount": 3, "pause_allowed": True})
        row = self._get_row(self._create_capa())
        self.assertDue(row, "2026-03-05 15:59:59")
        row._pause("Waiting")
        with freeze_time("2026-03-04 01:00:00"):
            row._resume()
        # two days later: counted from Wednesday, over the weekend
        self.assertDue(row, "2026-03-09 15:59:59")

    def test_two_pauses_add_up(self):
        self.policy.pause_allowed = True
        row = self._get_row(self._create_capa())
        for begin, end in (("02 10", "02 13"), ("03 02", "03 05")):
            with freeze_time(f"2026-03-{begin}:00:00"):
                row._pause("Waiting")
            with freeze_time(f"2026-03-{end}:00:00"):
                row._resume()
        self.assertEqual(row.paused_hours, 6)
        self.assertDue(row, "2026-03-03 07:00:00")

    def test_cannot_pause_twice(self):
        self.policy.pause_allowed = True
        row = self._get_row(self._create_capa())
        row._pause("Waiting")
        with self.assertRaises(UserError):
            row._pause("Waiting still")

    # --- access --------------------------------------------------------------
    def test_document_gives_no_way_to_its_deadlines(self):
        capa = self._create_capa()
        row = self._get_row(capa)
        as_manager = capa.with_user(self.users["manager"])
        for command in (
            Command.update(row.id, {"due": datetime(2030, 1, 1)}),
            Command.delete(row.id),
            Command.create({"res_model": "quality.capa", "step": "plan"}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                as_manager.write({"deadline_ids": [command]})
        self.assertEqual(row.exists().due, datetime(2026, 3, 3, 1))

    def test_portal_user_sees_no_deadline(self):
        self._create_capa()
        portal = new_test_user(self.env, "clock_portal", "base.group_portal")
        for model in (
            "quality.deadline",
            "quality.deadline.policy",
            "quality.calendar",
        ):
            with self.assertRaises(AccessError):
                self.env[model].with_user(portal).search([])

    def test_companies_do_not_see_each_other(self):
        other = self.env["res.company"].create({"name": "Other"})
        there = self.env["quality.capa"].create(
            {"title": "There", "company_id": other.id}
        )
        row = self._get_row(there)
        self.assertTrue(row)
        manager = self.users["manager"]
        self.assertNotIn(row, self.Deadline.with_user(manager).search([]))
        groups = self.Deadline.with_user(manager)._read_group([], ["company_id"])
        self.assertNotIn(other, [company for (company,) in groups])
        with self.assertRaises(AccessError):
            row.with_user(manager).read(["due"])

    def test_settings_are_for_administrators(self):
        with self.assertRaises(AccessError):
            self.env.company.with_user(self.users["manager"]).write(
                {"quality_immediate_hours": 100}
            )

    def test_extension_request_cannot_be_forged(self):
        row = self._get_row(self._create_capa())
        vals = {
            "deadline_id": row.id,
            "res_model": row.res_model,
            "res_id": row.res_id,
            "reason": "Mine",
            "new_due": "2030-01-01",
            "user_id": self.users["officer"].id,
            "state": "approved",
        }
        for role in ("user", "officer", "manager"):
            extensions = self.env["quality.deadline.extension"].with_user(
                self.users[role]
            )
            with self.assertRaises(AccessError):
                extensions.create(vals)
        request = row._request_extension("Flood", datetime(2026, 3, 9))
        with self.assertRaises(AccessError):
            request.with_user(self.users["manager"]).write({"new_due": "2030-01-01"})
