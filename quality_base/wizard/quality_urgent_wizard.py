from odoo import fields, models


class QualityUrgentWizard(models.TransientModel):
    """Ask why a record takes the emergency channel [XX-21]."""

    _name = "quality.urgent.wizard"
    _description = "Raise as Urgent"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        models_allowed = self.env["quality.urgent"]._get_document_models()
        if self.res_model in models_allowed:
            self.env[self.res_model].browse(self.res_id)._raise_urgent(self.reason)
        return {"type": "ir.actions.act_window_close"}
