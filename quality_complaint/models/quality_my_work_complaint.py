from odoo import api, models
from odoo.fields import Domain

from odoo.addons.quality_base.models.quality_my_work import MAX_ITEMS

from .quality_complaint_flow import STAFF

MODEL = "quality.complaint"


class QualityMyWork(models.AbstractModel):
    """Complaints on the first page of the app: mine, and what waits for staff."""

    _inherit = "quality.my.work"

    @api.model
    def _get_my_work_sections(self):
        return [*super()._get_my_work_sections(), self._get_complaint_section()]

    @api.model
    def _get_my_work_creations(self):
        creations = super()._get_my_work_creations()
        if not self.env[MODEL].has_access("create"):
            return creations
        title = self.env._("File Complaint")
        return [self._prepare_creation(MODEL, title, "fa-commenting-o"), *creations]

    def _get_complaint_section(self):
        open_ones = self.env[MODEL]._get_open_domain()
        uid = self.env.uid
        mine = open_ones & (
            Domain("user_id", "=", uid) | Domain("reporter_id", "=", uid)
        )
        tiles = [self._prepare_tile(self.env._("Mine"), MODEL, mine)]
        if self.env.user.has_group(STAFF):
            tiles += self._get_complaint_tiles(open_ones)
        return {
            "key": "complaints",
            "title": self.env._("Complaints"),
            "tiles": tiles,
            "items": self._get_complaint_items(mine),
            "help": self.env._(
                "Complaints that you filed or answer for appear here. Everybody may "
                "file one."
            ),
        }

    def _get_complaint_tiles(self, open_ones):
        """Return the tiles of complaint staff; extend with own steps."""
        waiting = [
            (self.env._("To accept"), Domain("state", "=", "new"), "warning"),
            (self.env._("Late"), open_ones & Domain("is_late", "=", True), "danger"),
            (
                self.env._("Opinion to ask"),
                Domain("state", "=", "replied")
                & Domain("customer_opinion", "=", False),
                "info",
            ),
        ]
        if self.env.user.has_group("quality_base.group_quality_user"):
            undecided = open_ones & Domain("hold_decision", "=", "pending")
            waiting.append((self.env._("Holds to decide"), undecided, "warning"))
        return [
            self._prepare_tile(title, MODEL, domain, color)
            for title, domain, color in waiting
        ]

    def _get_complaint_items(self, mine):
        records = self.env[MODEL].search(mine, order="date, id", limit=MAX_ITEMS)
        return [
            self._prepare_item(
                MODEL,
                record.id,
                record.name,
                (record.description or "").strip().split("\n")[0][:100],
                "",
                "danger" if record.is_late else "info",
            )
            for record in records
        ]
