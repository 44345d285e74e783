from odoo import api, models
from odoo.fields import Domain


class QualityMyWork(models.AbstractModel):
    """What waits for those who approve dispositions and sit on boards."""

    _inherit = "quality.my.work"

    @api.model
    def _get_approval_tiles(self):
        tiles = super()._get_approval_tiles()
        approvals = self.env["quality.approval"]
        mine = approvals.search(approvals._get_waiting_domain()).disposition_id
        tiles.append(
            self._prepare_tile(
                self.env._("Dispositions to approve"),
                "quality.disposition",
                Domain("id", "in", mine.ids),
                "warning",
            )
        )
        cases = self.env["quality.mrb.case"]
        tiles.append(
            self._prepare_tile(
                self.env._("Board: my opinion"),
                "quality.mrb.case",
                cases._get_opinion_domain(),
                "warning",
            )
        )
        if self.env.user.has_group("quality_base.group_quality_user"):
            tiles.append(self._get_board_tile(approvals))
        return tiles

    def _get_board_tile(self, approvals):
        """Nonconformities that a board must judge, and nobody has called it."""
        demanded = Domain("role", "=", "board") & Domain("state", "=", "pending")
        sources = approvals.search(demanded).nonconformity_id
        uncalled = sources.filtered(lambda source: not source._get_open_case())
        return self._prepare_tile(
            self.env._("Board to call"),
            "quality.nonconformity",
            Domain("id", "in", uncalled.ids),
            "warning",
        )
