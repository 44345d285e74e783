from odoo import fields, models


class QualityArchiveBack(models.TransientModel):
    """Send a case back from the archive, with what is missing [XX-06]."""

    _name = "quality.archive.back"
    _description = "Send Back from the Archive"
    _inherit = ["quality.evidence.wizard"]
    _needs = "quality.archive.mixin"

    missing = fields.Text("What is Missing", required=True)

    def action_send_back(self):
        """Send the case back."""
        self._get_records()._send_back(self.missing)
        return {"type": "ir.actions.act_window_close"}
