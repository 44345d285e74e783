from odoo.tests import new_test_user
from odoo.tests.common import TransactionCase

GROUPS = {
    "employee": "base.group_user",
    "user": "quality_base.group_quality_user",
    "officer": "quality_base.group_quality_officer",
    "manager": "quality_base.group_quality_manager",
    "auditor": "quality_base.group_quality_auditor",
}


class QualityCase(TransactionCase):
    """One user per role (``cls.users["officer"]``) and a chain of two teams."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.users = {
            role: new_test_user(
                cls.env, f"quality_{role}", groups, name=f"Quality {role}"
            )
            for role, groups in GROUPS.items()
        }
        cls.board = cls._create_team(name="Board", head_id=cls.users["manager"].id)
        cls.team = cls._create_team(
            name="Quality Assurance",
            head_id=cls.users["officer"].id,
            parent_id=cls.board.id,
            member_ids=[cls.users["user"].id],
        )

    @classmethod
    def _create_team(cls, **vals):
        return cls.env["quality.team"].create({"name": "Team", **vals})
