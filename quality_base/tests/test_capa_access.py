from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .capa_common import CapaCase


@tagged("post_install", "-at_install")
class TestCapaAccess(CapaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reporter = new_test_user(cls.env, "capa_reporter", "base.group_user")
        cls.stranger = cls.users["employee"]
        cls.auditor = cls.users["auditor"]

    def _sees(self, user, capa):
        return bool(capa.with_user(user).search([("id", "=", capa.id)]))

    def test_who_sees_what(self):
        """role → sees (one of no team of his, own report, own measure, confidential)."""
        plain = self._create_capa(user_id=self.manager.id, team_id=False)
        reported = self._create_capa(reporter_id=self.reporter.id)
        executed = self._plan(self._create_capa())
        secret = self._create_capa(confidential=True, team_id=False)
        matrix = {
            self.stranger: (False, False, False, False),
            self.reporter: (False, True, False, False),
            self.worker: (False, False, True, False),
            self.owner: (True, True, True, True),  # it is his
            self.officer: (True, True, True, False),
            self.manager: (True, True, True, False),
            self.auditor: (True, True, True, False),
        }
        for user, expected in matrix.items():
            seen = tuple(
                self._sees(user, capa) for capa in (plain, reported, executed, secret)
            )
            self.assertEqual(seen, expected, user.login)

    def test_confidential_group(self):
        secret = self._create_capa(confidential=True, team_id=False)
        row = secret.discipline_ids[0]
        with self.assertRaises(AccessError):
            row.with_user(self.officer).content  # noqa: B018 (reading is the test)
        self.officer.group_ids += self.env.ref(
            "quality_base.group_quality_confidential"
        )
        self.assertTrue(self._sees(self.officer, secret))
        self.assertEqual(row.with_user(self.officer).code, "D0")

    def test_who_writes(self):
        capa = self._create_capa()
        self._add_action(capa, user_id=self.worker.id)
        with mute_logger("odoo.addons.base.models.ir_rule"):
            for user in (self.stranger, self.worker, self.auditor):
                with self.assertRaises(AccessError, msg=user.login):
                    capa.with_user(user).write({"title": "Nothing"})
        for user in (self.owner, self.officer, self.manager):
            capa.with_user(user).write({"title": "Changed"})

    def test_executor_ticks_his_own_measure_only(self):
        capa = self._plan(self._create_capa())
        other = self._add_action(capa, user_id=self.owner.id)
        capa._submit_plan()
        capa.with_user(self.officer)._approve_plan()
        own = capa.action_ids[0].with_user(self.worker)
        own.write({"evidence": "Photo", "is_done": True})
        self.assertTrue(own.is_done)
        with self.assertRaises(AccessError):
            other.with_user(self.worker).write({"evidence": "Photo"})
        with self.assertRaises(AccessError):
            own.unlink()
        with self.assertRaises(UserError):
            own.write({"date_due": "2030-01-01"})

    def test_who_creates_and_deletes(self):
        for user in (self.stranger, self.auditor):
            with self.assertRaises(AccessError):
                self.env["quality.capa"].with_user(user).create({"title": "x"})
        capa = self._create_capa()
        for user in (self.owner, self.officer, self.auditor):
            with self.assertRaises(AccessError):
                capa.with_user(user).unlink()
        capa.with_user(self.manager).unlink()
        self.assertFalse(capa.exists())

    def test_rights_are_asked_by_the_engine_too(self):
        capa = self._plan(self._create_capa(user_id=self.stranger.id))
        capa.with_user(self.stranger)._submit_plan()  # an owner of any department
        with self.assertRaisesRegex(UserError, "quality role “Officer”"):
            capa.with_user(self.owner)._approve_plan()
        capa.with_user(self.officer)._approve_plan()
        with self.assertRaisesRegex(UserError, "quality role “Officer”"):
            self._to_effective().with_user(self.owner)._close()

    def test_companies_do_not_mix(self):
        company = self.env["res.company"].create({"name": "Other Ltd"})
        foreign = self.env["quality.capa"].create(
            {"title": "There", "company_id": company.id}
        )
        rows = foreign.discipline_ids
        for user in (self.manager, self.auditor):
            self.assertFalse(self._sees(user, foreign))
            with self.assertRaises(AccessError):
                foreign.with_user(user).read(["title"])
            with self.assertRaises(AccessError):
                rows.with_user(user).read(["code"])
        team = self.env["quality.team"].create(
            {"name": "Theirs", "company_id": company.id}
        )
        with self.assertRaises(UserError):
            self._create_capa(team_id=team.id)

    def test_rpc_like_call_cannot_open_the_gate(self):
        capa = self._create_capa()
        for context in ({"quality_gate": True}, {"quality_gate": "object"}):
            with self.assertRaises(UserError):
                capa.with_user(self.manager).with_context(**context).write(
                    {"state": "closed"}
                )

    def test_portal_and_public_see_nothing(self):
        capa = self._create_capa()
        portal = new_test_user(self.env, "capa_portal", "base.group_portal")
        for user in (portal, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                capa.with_user(user).read(["title"])
