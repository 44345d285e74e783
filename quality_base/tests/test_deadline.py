from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .deadline_common import DeadlineCase


@tagged("post_install", "-at_install")
class TestDeadline(DeadlineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._create_policy()
        cls.plan_policy = cls._create_policy(name="Plan", step="plan", amount=48)

    # --- the document's steps ------------------------------------------------
    def test_states_start_and_finish_the_steps(self):
        capa = self._create_capa()
        cause = self._get_row(capa)
        self.assertRecordValues(
            cause,
            [
                {
                    "res_model": "quality.capa",
                    "state": "open",
                    "start": datetime(2026, 3, 2, 1),
                    "team_id": self.team.id,
                    "user_id": self.users["user"].id,
                    "company_id": capa.company_id.id,
                }
            ],
        )
        self.assertDue(cause, "2026-03-03 01:00:00")
        with freeze_time("2026-03-02 20:00:00"):
            capa._set_state("cause")
        self.assertRecordValues(
            cause,
            [
                {
                    "state": "met",
                    "done": datetime(2026, 3, 2, 20),
                    "on_time": True,
                    "judged": True,
                    "delay": 0,
                }
            ],
        )
        plan = self._get_row(capa, "plan")
        self.assertDue(plan, "2026-03-04 20:00:00")

    def test_late_step_is_missed_with_its_delay(self):
        capa = self._create_capa()
        capa._finish_deadline("cause", at=datetime(2026, 3, 3, 3, 30))
        row = self._get_row(capa)
        self.assertRecordValues(
            row, [{"state": "missed", "on_time": False, "judged": True, "delay": 2.5}]
        )
        row.with_user(self.users["user"])._explain("The laboratory was closed.")
        self.assertEqual(row.delay_reason, "The laboratory was closed.")

    def test_done_exactly_at_the_due_time_is_on_time(self):
        capa = self._create_capa()
        capa._finish_deadline("cause", at=datetime(2026, 3, 3, 1))
        self.assertEqual(self._get_row(capa).state, "met")

    def test_starting_twice_changes_nothing(self):
        capa = self._create_capa()
        capa._start_deadline("cause", start=datetime(2026, 3, 2, 5))
        self.assertEqual(len(capa.deadline_ids), 1)
        self.assertDue(self._get_row(capa), "2026-03-03 01:00:00")

    def test_step_begun_again_gets_a_new_round(self):
        capa = self._create_capa()
        capa._set_state("cause")
        first = self._get_row(capa)
        with freeze_time("2026-03-10 01:00:00"):
            capa._set_state("opened")
        second = self._get_row(capa)
        self.assertEqual((first.round, second.round), (1, 2))
        self.assertEqual(first.state, "met")
        self.assertDue(second, "2026-03-11 01:00:00")

    def test_cancelled_document_stops_its_clocks(self):
        capa = self._create_capa()
        capa._set_state("cancelled", reason="Twice")
        row = self._get_row(capa)
        self.assertRecordValues(row, [{"state": "cancelled", "next_check": False}])
        self.assertFalse(capa.next_deadline_date)
        capa._start_deadline("cause")
        self.assertEqual(self._get_row(capa).round, 2)

    def test_step_that_does_not_exist(self):
        with self.assertRaises(ValueError):
            self._create_capa()._start_deadline("dance")

    def test_owner_follows_the_document_while_it_runs(self):
        capa = self._create_capa()
        capa._set_state("cause")
        capa.write({"user_id": self.users["officer"].id, "team_id": self.board.id})
        self.assertEqual(self._get_row(capa).user_id, self.users["user"])
        plan = self._get_row(capa, "plan")
        self.assertEqual(
            (plan.user_id, plan.team_id), (self.users["officer"], self.board)
        )

    def test_deleted_document_takes_its_deadlines_along(self):
        capa = self._create_capa()
        row = self._get_row(capa)
        capa.unlink()
        self.assertFalse(row.exists())

    # --- what lists show -----------------------------------------------------
    def test_next_deadline_of_the_document(self):
        capa = self._create_capa()
        self.assertRecordValues(
            capa,
            [
                {
                    "next_deadline_date": datetime(2026, 3, 3, 1),
                    "next_deadline_step": "Find the cause",
                    "deadline_color": 2,  # within a day
                    "is_late": False,
                }
            ],
        )
        with freeze_time("2026-03-03 01:00:01"):
            self.env.invalidate_all()
            self.assertRecordValues(capa, [{"deadline_color": 1, "is_late": True}])
            late = self.env["quality.capa"].search([("is_late", "=", True)])
            self.assertIn(capa, late)
            self.assertIn(
                self._get_row(capa), self.Deadline.search([("is_late", "=", True)])
            )
            on_time = self.env["quality.capa"].search([("is_late", "=", False)])
            self.assertNotIn(capa, on_time)
        self.env.invalidate_all()
        self.assertNotIn(
            capa, self.env["quality.capa"].search([("is_late", "=", True)])
        )

    def test_starting_costs_the_same_for_few_and_many(self):
        def count(number):
            capas = self.env["quality.capa"].create(
                [{"title": f"Capa {number}/{n}"} for n in range(number)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            capas._start_deadline("plan")
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(1)  # warm the caches
        few, many = count(3), count(90)
        self.assertEqual(few, many)
        self.assertLessEqual(many, 12)

    def test_list_costs_the_same_for_few_and_many(self):
        capas = self.env["quality.capa"].create(
            [
                {"title": f"Capa {n}", "user_id": self.users["user"].id}
                for n in range(60)
            ]
        )
        self.env.flush_all()
        user = self.users["user"]
        names = [
            "next_deadline_date",
            "next_deadline_step",
            "deadline_color",
            "is_late",
        ]

        def count(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.with_user(user).read(names)
            return self.env.cr.sql_log_count - before

        count(capas)
        self.assertEqual(count(capas[:5]), count(capas))
        self.assertLessEqual(count(capas), 8)

    # --- statistics ----------------------------------------------------------
    def test_timeliness_rate_counts_what_was_due(self):
        team = self._create_team(name="Rated")
        capas = self.env["quality.capa"].create(
            [{"title": f"Capa {n}", "team_id": team.id} for n in range(5)]
        )
        capas[:3]._finish_deadline("cause", at=datetime(2026, 3, 2, 9))
        capas[3]._finish_deadline("cause", at=datetime(2026, 3, 3, 5))
        groups = self.Deadline._read_group(
            [("team_id", "=", team.id)],
            ["policy_id", "due:month"],
            ["on_time_rate:avg", "delay:avg", "__count"],
        )
        self.assertEqual(
            groups, [(self.policy, datetime(2026, 3, 1), 75.0, 1.0, 5)]
        )  # the fifth is not due yet
        self._run_cron("2026-03-03 02:00:00")
        [(rate,)] = self.Deadline._read_group(
            [("team_id", "=", team.id)], [], ["on_time_rate:avg"]
        )
        self.assertEqual(rate, 60.0)

    # --- pause ---------------------------------------------------------------
    def test_pause_moves_the_due_time(self):
        self.policy.pause_allowed = True
        row = self._get_row(self._create_capa()).with_user(self.users["user"])
        row._pause("Waiting for the customer's sample")
        self.assertFalse(row.next_check)
        self.assertRecordValues(
            row, [{"pause_reason": "Waiting for the customer's sample", "color": 4}]
        )
        with freeze_time("2026-03-04 01:00:00"):
            self.assertFalse(row.is_late)
            row.action_resume()
        self.assertRecordValues(
            row, [{"paused_hours": 48, "paused_at": False, "state": "open"}]
        )
        self.assertDue(row, "2026-03-05 01:00:00")
        self.assertTrue(row.next_check)

    def test_finishing_ends_the_pause(self):
        self.policy.pause_allowed = True
        capa = self._create_capa()
        self._get_row(capa)._pause("Waiting")
        capa._finish_deadline("cause", at=datetime(2026, 3, 6, 1))
        self.assertRecordValues(
            self._get_row(capa), [{"state": "met", "paused_hours": 96}]
        )

    def test_pause_only_where_every_policy_allows_it(self):
        self.policy.pause_allowed = True
        self._create_policy(name="Vigilance", amount=100)
        row = self._get_row(self._create_capa())
        with self.assertRaisesRegex(UserError, "extension"):
            row._pause("Waiting")

    def test_late_step_cannot_be_paused(self):
        self.policy.pause_allowed = True
        row = self._get_row(self._create_capa())
        with freeze_time("2026-03-04"), self.assertRaises(UserError):
            row._pause("Too late")

    def test_reason_is_needed(self):
        self.policy.pause_allowed = True
        row = self._get_row(self._create_capa())
        for step in (row._pause, row._explain):
            with self.assertRaisesRegex(UserError, "reason"):
                step("  ")

    # --- extension -----------------------------------------------------------
    def _request(self, row, role="user", due="2026-03-06 01:00:00"):
        return row.with_user(self.users[role])._request_extension(
            "The supplier is flooded", datetime.fromisoformat(due)
        )

    def test_extension_keeps_the_original_in_the_statistics(self):
        capa = self._create_capa()
        row = self._get_row(capa)
        request = self._request(row)
        request.with_user(self.users["manager"]).action_approve()
        self.assertDue(row, "2026-03-06 01:00:00")
        self.assertEqual(row.due, datetime(2026, 3, 3, 1))
        capa._finish_deadline("cause", at=datetime(2026, 3, 5, 1))
        self.assertRecordValues(
            row, [{"state": "met", "on_time": False, "delay": 48, "judged": True}]
        )
        self.assertRecordValues(
            request,
            [
                {
                    "state": "approved",
                    "former_due": datetime(2026, 3, 3, 1),
                    "user_id": self.users["user"].id,
                    "decided_by_id": self.users["manager"].id,
                }
            ],
        )

    def test_refused_extension_changes_nothing(self):
        row = self._get_row(self._create_capa())
        self._request(row).with_user(self.users["manager"]).action_refuse()
        self.assertDue(row, "2026-03-03 01:00:00")
        self._request(row)  # may ask again

    def test_missed_step_reopens_with_its_extension(self):
        row = self._get_row(self._create_capa())
        self._run_cron("2026-03-03 02:00:00")
        self.assertEqual(row.state, "missed")
        with freeze_time("2026-03-03 03:00:00"):
            self._request(row).with_user(self.users["manager"]).action_approve()
        self.assertRecordValues(
            row, [{"state": "open", "judged": True, "on_time": False}]
        )
        self._run_cron("2026-03-06 02:00:00")
        self.assertEqual(row.state, "missed")

    def test_nobody_approves_his_own_extension(self):
        row = self._get_row(self._create_capa())
        request = self._request(row, "manager")
        self.assertFalse(request.can_decide)
        with self.assertRaises(AccessError):
            request.action_approve()
        self.assertFalse(row.extended_due)

    def test_only_the_exception_approver_decides(self):
        self.policy.write(
            {"approver_id": self.users["officer"].id, "approver_group_id": False}
        )
        request = self._request(self._get_row(self._create_capa()))
        for role in ("user", "manager", "auditor"):
            with self.assertRaises(AccessError):
                request.with_user(self.users[role]).action_approve()
        request.with_user(self.users["officer"]).action_approve()
        with self.assertRaises(AccessError):
            request.with_user(self.users["officer"]).action_refuse()

    def test_extension_must_be_later_and_single(self):
        row = self._get_row(self._create_capa())
        with self.assertRaisesRegex(UserError, "later"):
            self._request(row, due="2026-03-03 01:00:00")
        self._request(row)
        with self.assertRaisesRegex(UserError, "requested already"):
            self._request(row)

    def test_done_step_is_not_extended(self):
        capa = self._create_capa()
        capa._finish_deadline("cause")
        with self.assertRaises(UserError):
            self._request(self._get_row(capa))

    def test_wizard_asks_and_calls(self):
        row = self._get_row(self._create_capa()).with_user(self.users["user"])
        action = row.action_extend()
        wizard = self.env[action["res_model"]].with_user(self.users["user"])
        wizard = wizard.with_context(**action["context"])
        wizard = wizard.create({"reason": "Flood", "new_due": "2026-03-09 01:00:00"})
        wizard.action_confirm()
        self.assertRecordValues(
            row.extension_ids,
            [
                {
                    "reason": "Flood",
                    "new_due": datetime(2026, 3, 9, 1),
                    "state": "requested",
                }
            ],
        )

    def test_exceptions_stand_in_the_history(self):
        capa = self._create_capa()
        self._request(self._get_row(capa)).with_user(
            self.users["manager"]
        ).action_approve()
        rows = self.env["quality.history"].search(
            [("res_model", "=", "quality.capa"), ("res_id", "=", capa.id)]
        )
        self.assertEqual(rows.mapped("event").count("extend"), 2)
        self.assertFalse(capa._verify_history())

    # --- access --------------------------------------------------------------
    def test_nobody_writes_deadlines_by_hand(self):
        capa = self._create_capa()
        row = self._get_row(capa)
        vals = {"res_model": "quality.capa", "res_id": capa.id, "step": "plan"}
        for role in ("employee", "user", "officer", "manager", "auditor"):
            user = self.users[role]
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    row.with_user(user).write({"due": "2030-01-01"})
                with self.assertRaises(AccessError):
                    row.with_user(user).unlink()
                with self.assertRaises(AccessError):
                    self.Deadline.with_user(user).create(vals)

    def test_deadlines_are_read_with_their_document_only(self):
        row = self._get_row(self._create_capa(confidential=True))
        outsider = self.users["employee"]
        self.assertNotIn(row, self.Deadline.with_user(outsider).search([]))
        with self.assertRaises(AccessError):
            row.with_user(outsider).read(["due"])
        with self.assertRaises(AccessError):
            row.with_user(outsider)._request_extension("Why not", datetime(2027, 1, 1))
        self.assertIn(row, self.Deadline.with_user(self.users["user"]).search([]))

    def test_auditor_reads_and_asks_for_nothing(self):
        row = self._get_row(self._create_capa()).with_user(self.users["auditor"])
        self.assertTrue(row.read(["due"]))
        with self.assertRaises(AccessError):
            row._explain("I know better")
