from odoo import fields, models


class QualityReturnExplain(models.TransientModel):
    """Dialog: why a return is refused or cancelled. Rights are the step's own."""

    _name = "quality.return.explain"
    _description = "Explanation for a Return"

    return_id = fields.Many2one("quality.return", required=True, ondelete="cascade")
    step = fields.Selection(
        [("refuse", "Refuse"), ("cancel", "Cancel")], required=True, readonly=True
    )
    reason = fields.Text("Explanation", required=True)

    def action_confirm(self):
        self.ensure_one()
        if self.step == "refuse":
            self.return_id._refuse(self.reason)
        else:
            self.return_id._cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
