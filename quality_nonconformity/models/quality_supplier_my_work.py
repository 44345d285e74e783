from odoo import api, models
from odoo.fields import Domain

from odoo.addons.quality_base.models.quality_my_work import MAX_ITEMS

from .quality_supplier_return import RETURN_KINDS


class QualityMyWork(models.AbstractModel):
    """Suppliers on the first page: who owes an answer, what waits for a word of ours."""

    _inherit = "quality.my.work"

    @api.model
    def _get_my_work_sections(self):
        sections = super()._get_my_work_sections()
        user = self.env.user
        if user.has_group("quality_base.group_quality_user") or user.has_group(
            "purchase.group_purchase_user"
        ):
            sections.append(self._get_supplier_section())
        return sections

    def _get_supplier_section(self):
        Notice = self.env["quality.supplier.notice"]
        overdue = Notice._get_overdue_domain()
        return {
            "key": "suppliers",
            "title": self.env._("Suppliers"),
            "tiles": self._get_supplier_tiles(Notice, overdue),
            "items": self._get_supplier_items(Notice, overdue),
            "help": self.env._(
                "Notices that suppliers have not answered, requests to decide and goods "
                "to return appear here."
            ),
        }

    def _get_supplier_tiles(self, Notice, overdue):
        request = "quality.supplier.deviation"
        waiting = Notice._get_waiting_domain()
        answered = Domain("state", "=", "answered")
        asked = Domain("state", "in", ("submitted", "reviewed"))
        to_tell = Domain("state", "=", "approved")
        returns = Domain("kind", "in", RETURN_KINDS)
        returns &= Domain("return_state", "in", ("requested", "agreed", "refused"))
        tile = self._prepare_tile
        return [
            tile(self.env._("Answers overdue"), Notice._name, overdue, "danger"),
            tile(self.env._("Waiting for an answer"), Notice._name, waiting),
            tile(self.env._("Answers to judge"), Notice._name, answered, "warning"),
            tile(self.env._("Deviations to decide"), request, asked, "warning"),
            tile(self.env._("Suppliers to tell"), request, to_tell, "warning"),
            tile(self.env._("Returns to settle"), "quality.disposition", returns),
        ]

    def _get_supplier_items(self, Notice, overdue):
        notices = Notice.search(overdue, order="date_reply_by, id", limit=MAX_ITEMS)
        return [
            self._prepare_item(
                Notice._name,
                notice.id,
                notice.display_name,
                notice.product_id.display_name,
                str(notice.date_reply_by),
                "danger",
            )
            for notice in notices
        ]
