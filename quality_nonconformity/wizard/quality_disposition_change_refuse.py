from odoo import fields, models

from odoo.addons.quality_base.tools.identity import sign_with_password


class QualityDispositionChangeRefuse(models.TransientModel):
    """Dialog: why a disposition stays as decided."""

    _name = "quality.disposition.change.refuse"
    _description = "Refuse the Change of a Disposition"

    change_id = fields.Many2one("quality.disposition.change", required=True)
    reason = fields.Text(required=True)

    @sign_with_password
    def action_confirm(self):
        self.ensure_one()
        self.change_id._refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
