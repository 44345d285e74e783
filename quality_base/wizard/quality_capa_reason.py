from odoo import fields, models


class QualityCapaReason(models.TransientModel):
    """Ask for the reason of a step that needs one."""

    _name = "quality.capa.reason"
    _description = "Reason for a CAPA Step"

    capa_id = fields.Many2one("quality.capa", required=True)
    step = fields.Selection(
        [
            ("send_back", "Send Back"),
            ("cancel", "Cancel"),
            ("rework", "Back to the Causes"),
        ],
        required=True,
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Take the step with the reason."""
        self.ensure_one()
        getattr(self.capa_id, f"_{self.step}")(self.reason)
        return {"type": "ir.actions.act_window_close"}
