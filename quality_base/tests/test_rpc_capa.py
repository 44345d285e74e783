"""Hostile clients against corrective actions: plan, measures, separation [NC-75]."""

from contextlib import suppress

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .capa_common import CapaCase
from .rpc_common import RpcMixin


@tagged("post_install", "-at_install")
class TestRpcCapa(RpcMixin, CapaCase):
    def _write(self, user, record, vals, **context):
        self._rpc(user, record._name, "write", record.ids, vals, context=context)

    def test_default_does_not_add_to_an_approved_plan(self):
        capa = self._to_planned()
        vals = {"name": "Late idea", "user_id": self.worker.id}
        with self.assertRaises(UserError):
            self._rpc(
                self.owner,
                "quality.capa.action",
                "create",
                vals,
                context={"default_capa_id": capa.id},
            )

    def test_measure_does_not_move(self):
        open_capa, planned = self._plan(self._create_capa()), self._to_planned()
        action = open_capa.action_ids[0]
        with self.assertRaises(UserError):
            self._write(self.owner, action, {"capa_id": planned.id})
        with self.assertRaises(UserError):
            self._write(self.owner, planned, {"action_ids": [(4, action.id)]})

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_measure_opens_no_secret(self):
        """Who may read the CAPA of his measure cannot choose which CAPA that is."""
        secret = self._create_capa(confidential=True, user_id=self.manager.id)
        secret.sudo().write({"team_id": False, "reporter_id": self.manager.id})
        own = self._plan(self._create_capa()).action_ids[0]
        with self.assertRaises(UserError):
            self._write(self.worker, own, {"capa_id": secret.id})
        vals = {"name": "x", "user_id": self.officer.id}
        for context in ({"default_capa_id": secret.id}, {}):
            values = vals if context else {**vals, "capa_id": secret.id}
            with self.assertRaises(UserError):
                self._rpc(
                    self.officer,
                    "quality.capa.action",
                    "create",
                    values,
                    context=context,
                )

    def test_a_link_names_a_secret_by_its_number(self):
        secret = self._create_capa(title="Sabotage", confidential=True, team_id=False)
        spec = {"capa_id": {"fields": {"display_name": {}}}}
        context = {"default_capa_id": secret.id}
        for user, named in ((self.users["employee"], False), (self.env.user, True)):
            self.env.flush_all()
            self.env.invalidate_all()
            shown = self._rpc(
                user,
                "quality.capa.action",
                "onchange",
                [],
                {},
                [],
                spec,
                context=context,
            )
            name = shown["value"]["capa_id"]["display_name"]
            self.assertIn(secret.name, name)
            self.assertEqual("Sabotage" in name, named)

    def test_measures_of_a_former_round_stay(self):
        capa = self._to_verifying()
        capa.with_user(self.checker)._verify(False, "It leaks again")
        capa.with_user(self.officer)._rework("It leaks")
        first = capa.action_ids.filtered(lambda a: a.round == 1)
        self.assertTrue(first)
        for vals in ({"evidence": "Other"}, {"is_done": False}, {"round": 2}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self._write(self.owner, first[0], vals)
        with self.assertRaises(UserError):
            self._rpc(self.owner, first._name, "unlink", first.ids)
        self._add_action(capa, name="A new one")

    def test_round_is_not_chosen(self):
        capa = self._plan(self._create_capa())
        with self.assertRaises(UserError):
            self._write(self.owner, capa.action_ids[0], {"round": 9})

    def test_owner_does_not_approve_by_handing_over(self):
        capa = self._plan(self._create_capa(user_id=self.officer.id))
        capa.with_user(self.owner)._submit_plan()
        self._write(self.officer, capa, {"user_id": self.owner.id})
        self.assertFalse(capa.with_user(self.officer).can_approve_plan)
        with self.assertRaisesRegex(UserError, "someone else"):
            capa.with_user(self.officer)._approve_plan()
        capa.with_user(self.manager)._approve_plan()

    def test_owner_does_not_verify_by_handing_over(self):
        capa = self._to_verifying()
        self._write(self.owner, capa, {"user_id": self.officer.id})
        self._write(self.owner, capa, {"effect_result": "All good"})
        with self.assertRaisesRegex(UserError, "neither owns"):
            capa.with_user(self.owner)._verify(True)
        capa.with_user(self.checker)._verify(True)

    def test_owner_before_the_plan_may_approve(self):
        """Handing over before the plan is submitted is ordinary work."""
        capa = self._create_capa(user_id=self.manager.id)
        self._write(self.manager, capa, {"user_id": self.owner.id})
        self._plan(capa)._submit_plan()
        capa.with_user(self.manager)._approve_plan()
        self.assertEqual(capa.state, "planned")

    def test_submitted_plan_is_fixed(self):
        capa = self._plan(self._create_capa())
        capa._submit_plan()
        planned = self._to_planned()
        for vals in (
            {"root_cause": "Another"},
            {"effect_criteria": "None"},
            {"effect_after": 0},
            {"effect_basis": "lots"},
            {"title": "Another"},
        ):
            for record in (capa, planned):
                with self.subTest(vals=vals), self.assertRaises(UserError):
                    self._write(self.owner, record, vals)
        capa._send_back("Think again")
        self._write(self.owner, capa, {"root_cause": "Another"})

    def test_next_takes_no_state_from_a_context(self):
        capa = self._to_verifying()
        capa.with_user(self.checker)._verify(False, "It leaks again")
        context = {
            "default_state": "effective",
            "default_plan_approver_id": self.manager.id,
            "default_round": 7,
        }
        action = self._rpc(
            self.owner, "quality.capa", "action_open_next", capa.ids, context=context
        )
        following = self.env["quality.capa"].browse(action["res_id"])
        self.assertEqual((following.state, following.round), ("opened", 1))
        self.assertFalse(following.plan_approver_id)

    def test_gated_commands_through_the_parent(self):
        capa = self._create_capa()
        row = {"event": "x", "values": "{}"}
        for name in ("history_ids", "signature_ids", "deadline_ids", "notice_ids"):
            for command in ([(0, 0, row)], [(5,)], [(2, capa[name][:1].id)]):
                if command[0][0] == 2 and not capa[name]:
                    continue
                before = capa[name]
                with self.subTest(name=name, command=command):
                    # refused or without effect: both keep the rows
                    with (
                        suppress(AccessError, UserError),
                        self.env.cr.savepoint(),
                    ):
                        self._write(self.owner, capa, {name: command})
                    self.env.invalidate_all()
                    self.assertEqual(capa[name], before)

    def test_stored_days_are_those_of_the_company(self):
        """Half past midnight in Shanghai is the day before in UTC."""
        self.env.company.partner_id.tz = "Asia/Shanghai"
        capa = self._create_capa(date_opened="2026-01-02", effect_after=1)
        closed = "2026-01-01 16:30:00"
        for zone in ("America/New_York", "UTC"):
            local = capa.with_context(tz=zone)
            local._write_gated({"date_closed": closed, "date_done": closed})
            self.assertEqual(capa.days_open, 0, "not one day before it began")
            self.assertEqual(str(capa.effect_due_date), "2026-01-03")
