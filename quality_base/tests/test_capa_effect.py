from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .capa_common import CapaCase


@tagged("post_install", "-at_install")
class TestCapaEffect(CapaCase):
    def test_check_waits_for_the_days(self):
        capa = self._to_done(effect_after=30)
        due = fields.Date.today() + timedelta(days=30)
        self.assertEqual(capa.effect_due_date, due)
        for attempt in (
            lambda: capa._start_check(),
            lambda: capa.with_user(self.checker)._verify(True, "Fine already"),
        ):
            with self.assertRaisesRegex(UserError, "can be judged from"):
                attempt()
        self.assertEqual(capa.state, "done")
        with freeze_time(due):
            capa.with_user(self.checker)._verify(True, "No leak in 30 days")
        self.assertEqual(capa.state, "effective")

    def test_unverified_is_never_closed(self):
        for capa in (
            self._create_capa(),
            self._to_planned(),
            self._to_done(),
            self._to_verifying(),
        ):
            with self.assertRaisesRegex(UserError, "possible in"):
                capa.with_user(self.manager)._close()

    def test_checker_is_neither_owner_nor_executor(self):
        capa = self._to_verifying()
        for user in (self.owner, self.worker):
            with self.assertRaises(UserError):
                capa.with_user(user)._verify(True, "All good")
        self.worker.group_ids += self.env.ref("quality_base.group_quality_officer")
        with self.assertRaisesRegex(UserError, "neither owns the CAPA"):
            capa.with_user(self.worker)._verify(True, "All good")
        self.assertEqual(capa.state, "verifying")

    def test_result_must_be_written(self):
        capa = self._to_verifying()
        with self.assertRaisesRegex(UserError, "result of the check"):
            capa.with_user(self.checker)._verify(True)

    def test_lots(self):
        capa = self._to_done(effect_basis="lots", effect_after=3)
        self.assertFalse(capa.effect_due_date)
        with self.assertRaisesRegex(UserError, "3 more lots"):
            capa._start_check()
        capa.lots_counted = 2
        with self.assertRaisesRegex(UserError, "1 more lots"):
            capa._start_check()
        capa.lots_counted = 3
        capa._start_check()
        self.assertEqual(capa.state, "verifying")

    def test_lots_counted_by_the_stock_hook(self):
        capa = self._to_done(effect_basis="lots", effect_after=3)
        capa.lots_counted = 99  # not believed where lots are counted
        with patch.object(type(capa), "_count_lots_since", lambda c, date: 1):
            capa.invalidate_recordset(["lots_since"])
            self.assertEqual(capa.lots_since, 1)
            with self.assertRaisesRegex(UserError, "2 more lots"):
                capa._start_check()

    def test_failed_check_goes_back_to_the_causes(self):
        capa = self._to_verifying()
        capa.with_user(self.checker)._verify(False, "Leaks again after a week")
        self.assertEqual(capa.state, "not_effective")
        with self.assertRaisesRegex(UserError, "go back to the causes"):
            capa.with_user(self.officer)._close()
        with self.assertRaisesRegex(UserError, "reason"):
            capa.with_user(self.officer)._rework("")
        capa.with_user(self.officer)._rework("Other cause suspected")
        self.assertRecordValues(
            capa,
            [
                {
                    "state": "cause",
                    "round": 2,
                    "effect_result": False,
                    "plan_approver_id": False,
                    "date_done": False,
                }
            ],
        )
        with self.assertRaisesRegex(UserError, "at least one measure"):
            capa._submit_plan()  # measures of the first round do not count again
        self._add_action(capa, name="Second idea")
        capa._submit_plan()
        capa.with_user(self.officer)._approve_plan()
        self._carry_out(capa)
        capa._finish()
        capa.with_user(self.checker)._verify(True, "Dry for 30 days")
        capa.with_user(self.officer)._close()
        self.assertEqual(capa.state, "closed")
        self.assertEqual(sorted(capa.action_ids.mapped("round")), [1, 1, 2])

    def test_print_leaves_lines_for_the_new_round(self):
        capa = self._to_verifying()
        form = self.env.ref("quality_base.form_capa")
        approved, waiting = form._get_signature_blocks(capa)[:2]
        self.assertEqual((approved[0], bool(approved[1])), ("Approved", True))
        self.assertEqual(waiting, ("Verified by", "", False))
        capa.with_user(self.checker)._verify(False, "Leaks again")
        capa.with_user(self.manager)._rework("Another cause")
        blocks = form._get_signature_blocks(capa)
        self.assertEqual(
            [(label, bool(name)) for label, name, _date in blocks],
            [
                ("Approved", True),
                ("Plan approved by", False),
                ("Verified", True),
                ("Verified by", False),
                ("Closed by", False),
            ],
        )

    def test_failed_check_opens_the_next(self):
        capa = self._to_verifying(origin="Audit 2026")
        with self.assertRaisesRegex(UserError, "not effective"):
            capa._open_next()
        capa.with_user(self.checker)._verify(False, "Leaks again")
        following = capa.with_user(self.officer)._open_next()
        self.assertRecordValues(
            following,
            [
                {
                    "previous_id": capa.id,
                    "state": "opened",
                    "origin": "Audit 2026",
                    "title": capa.title,
                }
            ],
        )
        capa.with_user(self.officer)._close()
        self.assertEqual((capa.state, capa.next_ids), ("closed", following))

    def test_a_cancelled_next_does_not_count(self):
        capa = self._to_verifying()
        capa.with_user(self.checker)._verify(False, "Leaks again")
        follower = capa._open_next()
        follower.with_user(self.manager)._cancel("Opened by mistake")
        self.assertFalse(capa.with_user(self.manager).can_close)
        self.assertFalse(capa.is_followed)
        with self.assertRaisesRegex(UserError, "open the next"):
            capa.with_user(self.manager)._close()
        self.assertEqual(capa.state, "not_effective")
        capa._open_next()
        capa.with_user(self.manager)._close()
        self.assertEqual(capa.state, "closed")

    def test_closed_is_reopened_with_a_reason_only(self):
        capa = self._to_effective()
        capa.with_user(self.officer)._close()
        with self.assertRaisesRegex(UserError, "Officer"):
            capa._rework("It leaks again")
        with self.assertRaisesRegex(UserError, "reason"):
            capa.with_user(self.officer)._rework(" ")
        capa.with_user(self.officer)._rework("It leaks again")
        self.assertEqual((capa.state, capa.round), ("cause", 2))
        self.assertFalse(capa.date_closed)

    def test_lesson_is_told_to_everybody_concerned(self):
        capa = self._to_effective(lesson_user_ids=[self.manager.id])
        capa.with_user(self.officer)._close()
        self.assertEqual(capa.lesson, "模具磨损 Worn mould\nNo leak seen in 30 days")
        told = (
            self.env["mail.message"]
            .search([("subject", "like", f"Learnt from {capa.name}")])
            .notified_partner_ids
        )
        concerned = self.owner | self.worker | self.manager
        self.assertLessEqual(concerned.partner_id, told)

    def test_cron_starts_what_is_due_and_tells_the_checker(self):
        due = self._to_done(effect_after=5, checker_id=self.checker.id)
        later = self._to_done(effect_after=50)
        few = self._to_done(effect_basis="lots", effect_after=5)
        enough = self._to_done(effect_basis="lots", effect_after=5)
        enough.lots_counted = 5
        cron = self.env.ref("quality_base.cron_capa_start_checks")
        with (
            freeze_time(fields.Datetime.now() + timedelta(days=6)),
            self.enter_registry_test_mode(),
        ):
            cron.method_direct_trigger()
        states = [c.state for c in (due, later, few, enough)]
        self.assertEqual(states, ["verifying", "done", "done", "verifying"])
        activity = self.env["mail.activity"].search(
            [("res_model", "=", "quality.capa"), ("res_id", "=", due.id)]
        )
        self.assertIn(self.checker, activity.user_id)
        with freeze_time(fields.Datetime.now() + timedelta(days=6)):
            due.with_user(self.checker)._verify(True, "Fine")
        check = self.env.ref("quality_base.activity_capa_check")
        left = due.activity_ids.filtered(lambda a: a.activity_type_id == check)
        self.assertFalse(left)

    def test_sent_back_from_the_check(self):
        capa = self._to_verifying()
        capa.with_user(self.checker)._send_back("Measure 1 was not carried out")
        self.assertEqual(capa.state, "planned")
        self.assertFalse(capa.date_done)
        self.assertTrue(capa.plan_approver_id, "the plan itself stands")

    def test_secret_lesson_is_told_to_readers_only(self):
        stranger = self.users["employee"]
        capa = self._to_effective(lesson_user_ids=[stranger.id])
        capa.confidential = True
        capa.with_user(self.officer)._close()
        told = (
            self.env["mail.message"]
            .search([("subject", "like", f"Learnt from {capa.name}")])
            .notified_partner_ids
        )
        self.assertNotIn(stranger.partner_id, told)
        self.assertIn(self.owner.partner_id, told)
