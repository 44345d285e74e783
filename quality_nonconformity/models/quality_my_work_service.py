from odoo import api, models
from odoo.fields import Domain


class QualityMyWork(models.AbstractModel):
    """Sheets of failed services that wait for the user, on the first page."""

    _inherit = "quality.my.work"

    @api.model
    def _get_waiting_tiles(self, pending):
        uid = self.env.uid
        mine = Domain("team_id.head_id", "=", uid)
        mine |= Domain("team_id.member_ids", "in", uid)
        waiting = mine & Domain("service_state", "in", ("department", "rejected"))
        corrected = Domain("discoverer_id", "=", uid)
        corrected &= Domain("service_state", "=", "corrected")
        return [
            *super()._get_waiting_tiles(pending),
            self._prepare_tile(
                self.env._("Failed services to correct"),
                "quality.nonconformity",
                waiting,
                "warning",
            ),
            self._prepare_tile(
                self.env._("Corrections to verify"),
                "quality.nonconformity",
                corrected,
                "warning",
            ),
        ]
