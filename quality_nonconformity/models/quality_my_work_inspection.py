from odoo import api, models
from odoo.fields import Domain

from odoo.addons.quality_base.models.quality_my_work import MAX_ITEMS


class QualityMyWork(models.AbstractModel):
    """The inspection queue on the first page: reworked goods first [NC-16]."""

    _inherit = "quality.my.work"

    @api.model
    def _get_my_work_sections(self):
        sections = super()._get_my_work_sections()
        user = self.env.user
        if user.has_group("stock.group_stock_user") or user.has_group(
            "quality_base.group_quality_user"
        ):
            sections.append(self._get_inspection_section())
        return sections

    @api.model
    def _get_approval_tiles(self):
        tiles = super()._get_approval_tiles()
        tiles.append(
            self._prepare_tile(
                self.env._("Samples to judge"),
                "quality.inspection.record",
                self._get_samples_domain(),
                "warning",
            )
        )
        return tiles

    def _get_samples_domain(self):
        """Samples above the limit that the user may judge."""
        user = self.env.user
        mine = Domain("engineer_id", "=", user.id)
        if user.has_group("quality_base.group_quality_officer"):
            mine |= Domain("engineer_id", "=", False)
        mine &= Domain("escalated", "=", False)
        if user.has_group("quality_base.group_quality_manager"):
            mine |= Domain("escalated", "=", True)
        waiting = Domain("state", "=", "inspected")
        return waiting & Domain("inspector_id", "!=", user.id) & mine

    def _get_inspection_section(self):
        Record = "quality.inspection.record"
        queue = Domain("state", "=", "draft")
        first = queue & Domain("priority", "=", "1")
        return {
            "key": "inspections",
            "title": self.env._("Inspections"),
            "tiles": [
                self._prepare_tile(self.env._("First"), Record, first, "danger"),
                self._prepare_tile(self.env._("To inspect"), Record, queue, "info"),
            ],
            "items": self._get_inspection_items(queue),
            "help": self.env._(
                "Goods that wait for their inspection appear here; reworked goods come "
                "first."
            ),
        }

    def _get_inspection_items(self, queue):
        records = self.env["quality.inspection.record"].search(queue, limit=MAX_ITEMS)
        return [
            self._prepare_item(
                record._name,
                record.id,
                record.display_name,
                f"{record.quantity:g} {record.uom_id.name}",
                "",
                "danger" if record.priority == "1" else "info",
            )
            for record in records
        ]
