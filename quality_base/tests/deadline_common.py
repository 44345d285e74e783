from datetime import datetime

from freezegun import freeze_time

from .common import QualityCase


class DeadlineCase(QualityCase):
    """CAPAs in a company in Shanghai, without the policies that come with the suite.

    2 March 2026 is a Monday; 09:00 in Shanghai is 01:00 UTC.
    """

    NOW = "2026-03-02 01:00:00"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Policy = cls.env["quality.deadline.policy"]
        cls.Deadline = cls.env["quality.deadline"]
        cls.Policy.search([]).active = False
        cls.calendar = cls.env["quality.calendar"].create(
            {"name": "Shanghai", "tz": "Asia/Shanghai", "no_holidays": True}
        )
        cls.env.company.quality_calendar_id = cls.calendar
        cls.startClassPatcher(freeze_time(cls.NOW))

    @classmethod
    def _create_policy(cls, **vals):
        return cls.Policy.create(
            {
                "name": "Find the cause",
                "model": "quality.capa",
                "step": "cause",
                "amount": 24,
                "unit": "hours",
                **vals,
            }
        )

    @classmethod
    def _create_capa(cls, **vals):
        return cls.env["quality.capa"].create(
            {
                "title": "Leaking bags",
                "team_id": cls.team.id,
                "user_id": cls.users["user"].id,
                **vals,
            }
        )

    def _get_row(self, capa, step="cause"):
        rows = capa.deadline_ids.filtered(lambda row: row.step == step)
        return rows.sorted("round")[-1:]

    def assertDue(self, row, expected):
        """Compare the due time (UTC)."""
        self.assertEqual(row.effective_due, datetime.fromisoformat(expected))

    def _run_cron(self, at):
        cron = self.env.ref("quality_base.ir_cron_quality_deadline")
        with freeze_time(at), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
