from odoo import api, fields, models


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

    @api.constrains("capa_id")
    def _check_readable(self):
        """Its user may read what it is about; checks of values run as superuser."""
        self.capa_id.sudo(False).check_access("read")

    def action_confirm(self):
        """Take the step with the reason."""
        self.ensure_one()
        getattr(self.capa_id, f"_{self.step}")(self.reason)
        return {"type": "ir.actions.act_window_close"}
