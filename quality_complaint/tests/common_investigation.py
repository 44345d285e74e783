"""Departments, heads and levels for tests of routing and investigation."""

from odoo.fields import Command

from .common import STAFF, ComplaintCommon


class InvestigationCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.top_head = cls._user("complaint_top_head", STAFF)
        cls.service_head = cls._user("complaint_service_head", "base.group_user")
        cls.nurse = cls._user("complaint_nurse", "base.group_user")
        cls.neutral_person = cls._user("complaint_neutral", STAFF)
        cls.general_manager = cls._user("complaint_gm", "base.group_user")
        cls.env.ref(
            "quality_nonconformity.function_general_manager"
        ).user_ids = cls.general_manager
        cls.top = cls._team("Direction", cls.top_head)
        cls.service_team = cls._team(
            "Service", cls.service_head, parent_id=cls.top.id, members=cls.nurse
        )
        cls.quality_team = cls._team("Quality", cls.officer, parent_id=cls.top.id)
        cls.neutral_team = cls._team(
            "Administration", cls.neutral_person, parent_id=cls.top.id, neutral=True
        )
        cls.company.complaint_neutral_team_id = cls.neutral_team
        cls.general = cls.env.ref("quality_complaint.level_general")
        cls.serious = cls.env.ref("quality_complaint.level_serious")
        cls.major = cls.env.ref("quality_complaint.level_major")
        # as the data of a new database says
        (cls.general | cls.serious | cls.major).write(
            {"group_id": False, "function_id": False, "group_required": False}
        )

    @classmethod
    def _team(cls, name, head, members=None, **vals):
        return cls.env["quality.team"].create(
            {
                "name": name,
                "head_id": head.id,
                "member_ids": [Command.set((members or head).ids)],
                **vals,
            }
        )

    def _deadline(self, complaint, step):
        """The latest clock of a step."""
        rows = complaint.sudo()._get_deadlines([step])
        return rows.sorted("round")[-1:]

    def _told(self, complaint, user):
        """The notices of a complaint to a person."""
        return complaint.sudo().notice_ids.filtered(lambda n: n.user_id == user)
