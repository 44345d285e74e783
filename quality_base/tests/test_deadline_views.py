from odoo.tests import Form, tagged

from .deadline_common import DeadlineCase


@tagged("post_install", "-at_install")
class TestDeadlineViews(DeadlineCase):
    """The screens of each role open and write what they show."""

    def test_manager_makes_a_policy(self):
        form = Form(self.Policy.with_user(self.users["manager"]))
        form.name = "Cause within two days"
        form.model = "quality.capa"
        self.assertIn("cause", form.step_help)
        form.step = "cause"
        form.amount = 2
        form.unit = "working_days"
        policy = form.save()
        self.assertRecordValues(
            policy, [{"amount": 2, "unit": "working_days", "in_force": True}]
        )
        self.assertEqual(self._get_row(self._create_capa()).policy_id, policy)

    def test_manager_enters_a_year_by_hand(self):
        form = Form(self.env["quality.calendar"].with_user(self.users["manager"]))
        form.name = "Plant 2"
        form.tz = "Asia/Shanghai"
        with form.year_ids.new() as year:
            year.year = 2031
            year.covered = True
        with form.day_ids.new() as day:
            day.date = "2031-05-01"
            day.name = "Labour day"
        calendar = form.save()
        self.assertEqual(calendar.covered_years, "2031")
        self.assertEqual(len(calendar._get_work_calendar().off), 1)

    def test_user_asks_for_more_time(self):
        self._create_policy()
        row = self._get_row(self._create_capa()).with_user(self.users["user"])
        action = row.action_extend()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.users["user"])
            .with_context(**action["context"])
        )
        self.assertEqual(form.new_due, row.effective_due)
        form.reason = "The laboratory is closed"
        form.new_due = "2026-03-20 01:00:00"
        form.save().action_confirm()
        self.assertEqual(row.extension_ids.reason, "The laboratory is closed")

    def test_every_view_of_the_actions_opens(self):
        self._create_policy()
        self._create_capa()
        for role in ("user", "auditor", "manager"):
            deadlines = self.Deadline.with_user(self.users[role])
            for view in ("list", "form", "calendar", "pivot", "graph", "search"):
                self.assertTrue(deadlines.get_view(view_type=view)["arch"])
        row = self.Deadline.with_user(self.users["user"]).search([], limit=1)
        self.assertEqual(row.action_open_document()["res_model"], row.res_model)
        action = self.Policy.search([]).action_open_deadlines()
        self.assertEqual(action["res_model"], "quality.deadline")
