from odoo import api, models
from odoo.fields import Domain

from .quality_complaint_flow import STAFF

MODEL = "quality.return"
OVER = ("closed", "refused", "cancelled")


class QualityMyWork(models.AbstractModel):
    """Returns of customers on the first page of the app."""

    _inherit = "quality.my.work"

    @api.model
    def _get_my_work_sections(self):
        return [*super()._get_my_work_sections(), self._get_return_section()]

    @api.model
    def _get_my_work_creations(self):
        creations = super()._get_my_work_creations()
        if not self.env[MODEL].has_access("create"):
            return creations
        title = self.env._("Request Return")
        return [*creations, self._prepare_creation(MODEL, title, "fa-undo")]

    def _get_return_section(self):
        uid = self.env.uid
        mine = Domain("state", "not in", OVER) & (
            Domain("user_id", "=", uid) | Domain("reporter_id", "=", uid)
        )
        tiles = [
            self._prepare_tile(self.env._("Mine"), MODEL, mine),
            self._prepare_tile(
                self.env._("To approve"), MODEL, self._get_approval_domain(), "warning"
            ),
        ]
        return {
            "key": "returns",
            "title": self.env._("Returns"),
            "tiles": tiles + self._get_return_tiles(),
            "items": [],
            "help": self.env._("Returns that you asked for or decide appear here."),
        }

    def _get_return_tiles(self):
        """Return the tiles of those who handle returns; extend with own steps."""
        user, waiting = self.env.user, []
        if user.has_group(STAFF):
            waiting.append((self.env._("To accept"), "requested"))
        if user.has_group("stock.group_stock_user"):
            waiting.append((self.env._("Expected"), "confirmed"))
        if user.has_group("quality_base.group_quality_user"):
            waiting.append((self.env._("To inspect"), "received"))
        if user.has_group(STAFF):
            waiting.append((self.env._("To settle"), "decided"))
        return [
            self._prepare_tile(title, MODEL, Domain("state", "=", state))
            for title, state in waiting
        ]

    def _get_approval_domain(self):
        """Return the domain of the returns that wait for an approval of mine."""
        user = self.env.user
        post = self.env.ref("quality_complaint.function_business_head")
        others = {
            "after_sales": not user.has_group(STAFF),
            "quality": not user.has_group("quality_base.group_quality_officer"),
            "business": user not in post._get_holders(self.env.company),
        }
        rows = Domain("verdict", "=", False)
        rows &= Domain("role", "not in", [role for role, no in others.items() if no])
        given = Domain("approval_ids", "any", [("user_id", "=", user.id)])
        return (
            Domain("state", "=", "accepted")
            & Domain("participant_ids", "in", user.id)
            & Domain("approval_ids", "any", rows)
            & ~given
        )
