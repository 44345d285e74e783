from odoo import models


class QualityZoneExit(models.Model):
    _inherit = "quality.zone.exit"

    def action_view_pickings(self):
        """Open the transfers that this decision made."""
        return self.move_ids.picking_id._get_records_action(
            name=self.env._("Transfers")
        )
