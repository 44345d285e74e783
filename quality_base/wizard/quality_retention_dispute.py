from odoo import fields, models


class QualityRetentionDispute(models.TransientModel):
    """Set or lift a dispute hold, with its reason [XX-01]."""

    _name = "quality.retention.dispute"
    _description = "Dispute Hold"
    _inherit = ["quality.evidence.wizard"]
    _needs = "quality.retention.mixin"

    hold = fields.Boolean("Suspend Deletion", readonly=True)
    reason = fields.Char(required=True)

    def action_apply(self):
        """Apply the hold, or lift it."""
        self._get_records()._set_retention_dispute(self.hold, self.reason)
        return {"type": "ir.actions.act_window_close"}
