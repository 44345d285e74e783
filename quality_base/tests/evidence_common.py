from odoo.tests import new_test_user

from .common import QualityCase


class EvidenceCase(QualityCase):
    """Releases of information as the documents on which evidence is tested."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["archivist"] = new_test_user(
            cls.env,
            "quality_archivist",
            "quality_base.group_quality_archivist,quality_base.group_quality_auditor",
            name="Quality Archivist",
        )
        cls.officer, cls.manager = cls.users["officer"], cls.users["manager"]
        cls.release = cls._create_release()

    @classmethod
    def _create_release(cls, role="user", **vals):
        vals = {
            "title": "Lot 2026-07 may leak",
            "content": "<p>Stop using lot 2026-07.</p>",
            "audience": "All hospitals",
            "team_id": cls.team.id,
            **vals,
        }
        releases = cls.env["quality.release"].with_user(cls.users[role])
        return releases.create(vals).with_env(cls.env)

    def _approve(self, release=None):
        release = release or self.release
        release.with_user(self.users["user"])._request()
        release.with_user(self.officer)._approve()
        return release

    def _events(self, record):
        return record.history_ids.sorted("sequence").mapped("event")
