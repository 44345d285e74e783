from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .capa_common import CapaCase


@tagged("post_install", "-at_install")
class TestCapa(CapaCase):
    def test_title_is_enough(self):
        capa = self.env["quality.capa"].create({"title": "Leak"})
        self.assertRegex(capa.name, r"^CAPA/\d{4}/\d{5}$")
        self.assertRecordValues(
            capa,
            [
                {
                    "state": "opened",
                    "kind": "corrective",
                    "date_opened": fields.Date.today(),
                    "round": 1,
                }
            ],
        )
        self.assertEqual(
            capa.discipline_ids.mapped("code"), [f"D{n}" for n in range(9)]
        )

    def test_whole_way(self):
        capa = self._to_effective()
        capa.with_user(self.officer)._close()
        self.assertEqual(capa.state, "closed")
        self.assertTrue(capa.date_closed)
        self.assertEqual(
            (capa.planner_id, capa.plan_approver_id, capa.verified_by_id),
            (self.owner, self.officer, self.checker),
        )
        meanings = [(s.meaning, s.user_id) for s in capa.sudo().signature_ids]
        self.assertEqual(
            meanings,
            [
                ("approved", self.officer),
                ("verified", self.checker),
                ("closed", self.officer),
            ],
        )
        self.assertFalse(capa.sudo().signed_content_differs)
        self.assertEqual(capa.sudo()._verify_history(), [])

    def test_recordset_goes_through_together(self):
        capas = self._to_planned() | self._to_planned()
        for capa in capas:
            self._carry_out(capa)
        capas._finish()
        self.assertEqual(capas.mapped("state"), ["done", "done"])

    def test_no_cause_no_step(self):
        capa = self._create_capa()
        with self.assertRaisesRegex(UserError, f"{capa.name}.*root cause"):
            capa._find_cause()
        self.assertIn("root cause", capa.next_hint)
        self.assertFalse(capa.can_find_cause)
        capa.root_cause = "  "
        with self.assertRaises(UserError):
            capa._find_cause()

    def test_root_of_whys_and_tree_is_the_root_cause(self):
        capa = self._create_capa()
        capa.write(
            {
                "why_ids": [
                    (0, 0, {"question": "Why leak?", "answer": "Seal too thin"}),
                    (
                        0,
                        0,
                        {"question": "Why thin?", "answer": "磨损", "is_root": True},
                    ),
                ]
            }
        )
        self.assertEqual(capa.root_cause, "磨损")
        top = self.env["quality.capa.cause"].create(
            {"capa_id": capa.id, "name": "Mould", "category": "machine"}
        )
        below = self.env["quality.capa.cause"].create(
            {
                "capa_id": capa.id,
                "name": "No care",
                "parent_id": top.id,
                "is_root": True,
            }
        )
        self.assertEqual(below.category, "machine", "class of the branch")
        self.assertEqual(capa.root_cause, "磨损\nNo care")
        self.assertEqual(capa.cause_category, "machine")
        capa._find_cause()
        self.assertEqual(capa.state, "cause")

    def test_cause_tree_has_no_loop_and_stays_in_its_capa(self):
        capa, other = self._create_capa(), self._create_capa()
        Cause = self.env["quality.capa.cause"]
        top = Cause.create({"capa_id": capa.id, "name": "A"})
        below = Cause.create({"capa_id": capa.id, "name": "B", "parent_id": top.id})
        with self.assertRaisesRegex(UserError, "Recursion"):
            top.parent_id = below
        with self.assertRaisesRegex(ValidationError, "inside one CAPA"):
            Cause.create({"capa_id": other.id, "name": "C", "parent_id": top.id})

    def test_plan_needs_measures_people_dates_and_criteria(self):
        capa = self._create_capa(root_cause="X")
        capa._find_cause()
        with self.assertRaises(UserError) as error:
            capa._submit_plan()
        self.assertIn("at least one measure", str(error.exception))
        self.assertIn("effect will be judged", str(error.exception))
        action = self._add_action(capa, user_id=False)
        capa.effect_criteria = "None in 30 days"
        with self.assertRaisesRegex(UserError, f"who and until when: {action.name}"):
            capa._submit_plan()
        action.user_id = self.worker
        capa._submit_plan()
        self.assertEqual(capa.planner_id, self.owner)
        self.assertTrue(capa.date_plan)
        self.assertFalse(capa.can_submit_plan)
        with self.assertRaisesRegex(UserError, "submitted already"):
            capa._submit_plan()

    def test_plan_is_approved_by_somebody_else(self):
        capa = self._plan(self._create_capa(user_id=self.checker.id))
        with self.assertRaisesRegex(UserError, "submitted first"):
            capa.with_user(self.officer)._approve_plan()
        capa.with_user(self.officer)._submit_plan()
        for user, text in (
            (self.officer, "someone else"),  # who submitted
            (self.checker, "someone else"),  # who owns
            (self.owner, "Officer"),  # no right to approve
        ):
            with self.assertRaisesRegex(UserError, text):
                capa.with_user(user)._approve_plan()
            self.assertFalse(capa.with_user(user).can_approve_plan)
        self.assertEqual(capa.state, "cause")
        self.assertTrue(capa.with_user(self.manager).can_approve_plan)
        capa.with_user(self.manager)._approve_plan()
        self.assertEqual(capa.state, "planned")

    def test_submitted_plan_is_fixed(self):
        capa = self._plan(self._create_capa())
        capa._submit_plan()
        action = capa.action_ids[0]
        for attempt in (
            lambda: action.write({"name": "Easier"}),
            lambda: action.write({"date_due": fields.Date.today()}),
            lambda: action.unlink(),
            lambda: self._add_action(capa),
        ):
            with self.assertRaisesRegex(UserError, "Send the plan back first"):
                attempt()
        capa.with_user(self.officer)._send_back("Dates too late")
        self.assertFalse(capa.date_plan)
        action.date_due = fields.Date.today()

    def test_approved_plan_sent_back_loses_its_approval(self):
        capa = self._to_planned()
        with self.assertRaisesRegex(UserError, "Say why"):
            capa._send_back(" ")
        capa.with_user(self.officer)._send_back("New facts")
        self.assertEqual(capa.state, "cause")
        self.assertFalse(capa.plan_approver_id or capa.planner_id)
        with self.assertRaisesRegex(UserError, "submitted first"):
            capa.with_user(self.officer)._approve_plan()

    def test_done_needs_every_measure_with_evidence(self):
        capa = self._to_planned()
        first, second = capa.action_ids
        with self.assertRaisesRegex(UserError, f"not done yet: {first.name}, "):
            capa._finish()
        with self.assertRaisesRegex(UserError, "evidence"):
            first.with_user(self.worker).is_done = True
        self._carry_out(capa)
        self.assertEqual(second.date_done, fields.Date.today())
        capa._finish()
        with self.assertRaisesRegex(UserError, "stay as they are"):
            second.with_user(self.worker).write({"is_done": False})

    def test_state_is_not_written(self):
        capa = self._create_capa()
        for vals in (
            {"state": "closed"},
            {"state": "planned"},
            {"plan_approver_id": self.officer.id},
            {"verified_by_id": self.officer.id},
            {"planner_id": self.checker.id},
            {"date_done": "2026-01-01"},
            {"date_closed": "2026-01-01"},
            {"round": 3},
        ):
            with self.assertRaisesRegex(UserError, "own steps only"):
                capa.with_user(self.manager).write(vals)
        with self.assertRaises(UserError):
            self._create_capa(state="closed")

    def test_closed_is_frozen_with_all_its_rows(self):
        capa = self._to_effective()
        capa.with_user(self.officer)._close()
        with self.assertRaisesRegex(UserError, "can no longer be changed"):
            capa.title = "Nothing happened"
        row = capa.discipline_ids[0]
        for attempt in (
            lambda: row.write({"content": "x"}),
            lambda: capa.action_ids[0].write({"evidence": "x"}),
            lambda: self.env["quality.capa.why"].create(
                {"capa_id": capa.id, "question": "?", "answer": "!"}
            ),
            lambda: row.unlink(),
        ):
            with self.assertRaises(UserError):
                attempt()
        with self.assertRaises(UserError):
            capa.with_user(self.manager).unlink()

    def test_row_cannot_be_moved_into_a_closed_capa(self):
        closed = self._to_effective()
        closed.with_user(self.officer)._close()
        row = self.env["quality.capa.why"].create(
            {"capa_id": self._create_capa().id, "question": "?", "answer": "!"}
        )
        with self.assertRaisesRegex(UserError, "stays with its CAPA"):
            row.capa_id = closed

    def test_cancel(self):
        capa = self._create_capa()
        with self.assertRaisesRegex(UserError, "Say why"):
            capa.with_user(self.officer)._cancel("")
        with self.assertRaisesRegex(UserError, "Officer"):
            capa._cancel("Double")
        capa.with_user(self.officer)._cancel("Double of another")
        self.assertEqual(capa.state, "cancelled")
        done = self._to_done()
        with self.assertRaisesRegex(UserError, "cannot become"):
            done.with_user(self.officer)._cancel("No")

    def test_reason_wizard(self):
        capa = self._to_planned()
        action = capa.with_context(capa_step="send_back").action_ask_reason()
        wizard = (
            self.env["quality.capa.reason"]
            .with_user(self.officer)
            .with_context(**action["context"])
            .create({"reason": "Wrong cause"})
        )
        wizard.action_confirm()
        self.assertEqual(capa.state, "cause")

    def test_overdue(self):
        capa = self._to_planned()
        domain = [("is_overdue", "=", True), ("id", "=", capa.id)]
        self.assertFalse(capa.search(domain))
        with freeze_time(fields.Date.today() + timedelta(days=8)):
            capa.invalidate_recordset(["is_overdue"])
            self.assertTrue(capa.is_overdue)
            self.assertEqual(capa.search(domain), capa)
            self.assertTrue(capa.action_ids[0].is_late)

    def test_deadlines_run_with_the_states(self):
        capa = self._to_planned()
        deadlines = {d.step: d for d in capa.sudo().deadline_ids}
        self.assertEqual(deadlines.keys(), {"cause", "plan", "actions"})
        done = {step: bool(row.done) for step, row in deadlines.items()}
        self.assertEqual(done, {"cause": True, "plan": True, "actions": False})
        self.assertNotIn("no_policy", [row.state for row in deadlines.values()])
        self._carry_out(capa)
        capa._finish()
        done = {d.step: bool(d.done) for d in capa.sudo().deadline_ids}
        self.assertEqual((done["actions"], done["effectiveness"]), (True, False))

    def test_form_view(self):
        with Form(self.env["quality.capa"].with_user(self.owner)) as form:
            form.title = "From the screen"
            form.team_id = self.team
            with form.why_ids.new() as why:
                why.question, why.answer, why.is_root = "Why?", "Because", True
        capa = form.record
        self.assertEqual(capa.root_cause, "Because")
        capa.action_find_cause()
        self.assertEqual(capa.state, "cause")

    def test_days_until_closed_leave_out_open_ones(self):
        done, waiting = self._create_capa(date_opened="2026-03-02"), self._create_capa()
        done._write_gated({"date_closed": "2026-03-12 04:00:00"})
        [(mean,)] = done._read_group(
            [("id", "in", (done | waiting).ids)], [], ["days_open:avg"]
        )
        self.assertEqual(mean, 10)

    def test_statistics(self):
        for category, count in (("machine", 2), ("man", 1)):
            for _i in range(count):
                self._create_capa(cause_category=category, product_id=False)
        groups = self.env["quality.capa"]._read_group(
            [("team_id", "=", self.team.id)], ["cause_category"], ["__count"]
        )
        self.assertEqual(dict(groups)["machine"], 2)
        self.assertEqual(dict(groups)["man"], 1)

    def test_list_costs_the_same_for_any_number(self):
        names = ("name", "title", "state", "is_overdue", "action_done_count")
        specification = {name: {} for name in names}
        capas = self.env["quality.capa"].create([{"title": str(i)} for i in range(40)])
        for capa in capas:
            self._add_action(capa, name="One")

        def count_queries(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.with_user(self.owner).web_read(specification)
            return self.env.cr.sql_log_count - before

        count_queries(capas)  # warm caches of rules and groups
        few, many = count_queries(capas[:3]), count_queries(capas)
        self.assertEqual(many, few)
        self.assertLessEqual(many, 12)
