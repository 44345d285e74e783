from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user

from .common import QualityCase


class CapaCase(QualityCase):
    """Walks a CAPA with the people who may: owner, planner, approver, checker."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner, cls.officer = cls.users["user"], cls.users["officer"]
        cls.manager = cls.users["manager"]
        cls.checker = new_test_user(
            cls.env,
            "quality_checker",
            "quality_base.group_quality_officer",
            name="Quality Checker",
        )
        cls.worker = new_test_user(
            cls.env, "quality_worker", "base.group_user", name="Quality Worker"
        )

    @classmethod
    def _create_capa(cls, **vals):
        return (
            cls.env["quality.capa"]
            .with_user(cls.owner)
            .create(
                {
                    "title": "密封圈三个月后泄漏 Seals leak",
                    "team_id": cls.team.id,
                    "user_id": cls.owner.id,
                    **vals,
                }
            )
        )

    def _plan(self, capa, count=2):
        """Give it a cause and a plan, both stated by its owner."""
        capa.root_cause = "模具磨损 Worn mould"
        capa._find_cause()
        capa.effect_criteria = "No leak in 30 days"
        for number in range(count):
            self._add_action(capa, name=f"Measure {number}")
        return capa

    def _add_action(self, capa, **vals):
        return (
            self.env["quality.capa.action"]
            .with_user(self.owner)
            .create(
                {
                    "capa_id": capa.id,
                    "name": "Replace the mould",
                    "user_id": self.worker.id,
                    "date_due": fields.Date.today() + timedelta(days=7),
                    **vals,
                }
            )
        )

    def _carry_out(self, capa):
        actions = capa._get_round_actions().with_user(self.worker)
        actions.write({"is_done": True, "evidence": "Photo 12, drawing rev. B"})

    def _to_planned(self, **vals):
        capa = self._plan(self._create_capa(**vals))
        capa._submit_plan()
        capa.with_user(self.officer)._approve_plan()
        return capa

    def _to_done(self, **vals):
        capa = self._to_planned(**vals)
        self._carry_out(capa)
        capa._finish()
        return capa

    def _to_verifying(self, **vals):
        capa = self._to_done(effect_after=0, **vals)
        capa._start_check()
        return capa

    def _to_effective(self, **vals):
        capa = self._to_verifying(**vals)
        capa.with_user(self.checker)._verify(True, "No leak seen in 30 days")
        return capa
