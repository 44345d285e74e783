from odoo import api, models
from odoo.fields import Domain

from odoo.addons.quality_base.models.quality_my_work import MAX_ITEMS

MODEL = "quality.nonconformity"


class QualityMyWork(models.AbstractModel):
    """Nonconformities and dispositions on the first page of the app."""

    _inherit = "quality.my.work"

    @api.model
    def _get_my_work_sections(self):
        return [
            *super()._get_my_work_sections(),
            self._get_nonconformity_section(),
        ]

    @api.model
    def _get_my_work_creations(self):
        report = self._prepare_creation(
            MODEL, self.env._("Report Nonconformity"), "fa-exclamation-triangle"
        )
        scan = self.env["quality.nonconformity.report"]
        creations = super()._get_my_work_creations()
        if not scan.has_access("create"):
            return creations
        by_scan = {
            "key": scan._name,
            "title": self.env._("Report by Scan"),
            "icon": "fa-barcode",
            "action": {
                "type": "ir.actions.act_window",
                "name": report["title"],
                "res_model": scan._name,
                "views": [[False, "form"]],
                "target": "new",
            },
        }
        return [report, by_scan, *creations]

    def _get_nonconformity_section(self):
        open_ones = self.env[MODEL]._get_open_domain()
        mine = open_ones & self._get_mine_domain()
        return {
            "key": "nonconformities",
            "title": self.env._("Nonconformities"),
            "tiles": [
                self._prepare_tile(self.env._("Mine"), MODEL, mine),
                *self._get_nonconformity_tiles(open_ones),
            ],
            "items": self._get_nonconformity_items(mine),
            "help": self.env._(
                "Nonconformities that you reported or answer for appear here."
            ),
        }

    def _get_mine_domain(self):
        uid = self.env.uid
        return (
            Domain("user_id", "=", uid)
            | Domain("reporter_id", "=", uid)
            | Domain("team_id.access_user_ids", "in", uid)
        )

    def _get_nonconformity_tiles(self, open_ones):
        """Return the tiles of what staff isolate, judge, decide, execute and verify."""
        user = self.env.user
        staff = user.has_group("quality_base.group_quality_user")
        product = Domain("kind", "=", "product")
        tiles = []
        if staff or user.has_group("stock.group_stock_user"):
            draft = product & Domain("state", "=", "draft")
            todo = Domain("state", "=", "approved") & Domain(
                "nonconformity_id.state", "in", ("decided", "executing")
            )
            tiles += [
                self._prepare_tile(self.env._("To isolate"), MODEL, draft, "danger"),
                self._prepare_tile(
                    self.env._("To execute"), "quality.disposition", todo, "warning"
                ),
            ]
        if staff:
            tiles += self._get_judging_tiles(open_ones)
        return tiles

    def _get_judging_tiles(self, open_ones):
        undecided = Domain("state", "in", ("isolated", "review"))
        suspect = open_ones & Domain("is_suspect", "=", True)
        decide = undecided & Domain("kind", "=", "product")
        verify = Domain("state", "=", "executed")
        verify &= Domain("executed_by_id", "!=", self.env.uid)
        close = Domain("state", "=", "verification")
        return [
            self._prepare_tile(self.env._("To judge"), MODEL, suspect, "danger"),
            self._prepare_tile(self.env._("To decide"), MODEL, decide, "warning"),
            self._prepare_tile(
                self.env._("To verify"), "quality.disposition", verify, "warning"
            ),
            self._prepare_tile(self.env._("To close"), MODEL, close),
            self._prepare_tile(
                self.env._("Instruments due"),
                "quality.instrument",
                Domain("state", "=", "due"),
            ),
        ]

    def _get_nonconformity_items(self, mine):
        records = self.env[MODEL].search(mine, order="date, id", limit=MAX_ITEMS)
        return [
            self._prepare_item(
                MODEL,
                record.id,
                record.name,
                record.product_id.display_name or record.description,
                "",
                "danger" if record.is_late else "info",
            )
            for record in records
        ]
