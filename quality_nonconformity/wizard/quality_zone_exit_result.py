from odoo import fields, models

from odoo.addons.quality_base.tools.identity import sign_with_password


class QualityZoneExitResult(models.TransientModel):
    """Dialog: what the later inspection found on goods released before it."""

    _name = "quality.zone.exit.result"
    _description = "Finding after an Emergency Release"

    release_id = fields.Many2one("quality.zone.exit", required=True)
    note = fields.Text("Finding", required=True)

    @sign_with_password
    def action_confirm(self):
        self.ensure_one()
        self.release_id._record_result("bad", self.note)
        return {"type": "ir.actions.act_window_close"}
