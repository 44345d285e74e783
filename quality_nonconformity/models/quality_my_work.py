from odoo import api, models
from odoo.fields import Domain

from odoo.addons.quality_base.models.quality_my_work import MAX_ITEMS


class QualityMyWork(models.AbstractModel):
    """Holds and quarantine on the first page of the app."""

    _inherit = "quality.my.work"

    @api.model
    def _get_my_work_sections(self):
        return [*super()._get_my_work_sections(), self._get_hold_section()]

    @api.model
    def _get_my_work_creations(self):
        creations = super()._get_my_work_creations()
        if self.env["quality.hold"].has_access("create"):
            action = self.env["quality.hold.wizard"]._open()
            hold = {
                "key": "quality.hold",
                "title": action["name"],
                "icon": "fa-hand-paper-o",
                "action": action | {"views": [[False, "form"]]},
            }
            creations.insert(0, hold)
        return creations

    def _get_hold_section(self):
        standing = Domain("state", "=", "placed")
        late = standing & Domain("is_late", "=", True)
        drafts = Domain("state", "=", "draft")
        entered = Domain("state", "=", "draft") & Domain(
            "entered_by_id", "!=", self.env.uid
        )
        return {
            "key": "holds",
            "title": self.env._("Holds and Quarantine"),
            "tiles": [
                self._prepare_tile(
                    self.env._("Overdue"), "quality.hold", late, "danger"
                ),
                self._prepare_tile(self.env._("In force"), "quality.hold", standing),
                self._prepare_tile(
                    self.env._("To place"), "quality.hold", drafts, "warning"
                ),
                self._prepare_tile(
                    self.env._("Cards to confirm"),
                    "quality.quarantine.card",
                    entered,
                    "warning",
                ),
            ],
            "items": self._get_hold_items(standing),
            "help": self.env._("Goods that stand on hold appear here."),
        }

    def _get_hold_items(self, standing):
        holds = self.env["quality.hold"].search(
            standing, order="date_placed, id", limit=MAX_ITEMS
        )
        return [
            self._prepare_item(
                "quality.hold",
                hold.id,
                hold.name,
                hold.reason,
                "",
                "danger" if hold.is_late else "info",
            )
            for hold in holds
        ]
