from odoo import fields, models


class QualityComplaintEscalate(models.TransientModel):
    """Dialog: what the customer is not content with."""

    _name = "quality.complaint.escalate"
    _description = "Escalate Complaints"

    complaint_ids = fields.Many2many("quality.complaint", required=True)
    reason = fields.Text("What the Customer Refuses", required=True)

    def action_confirm(self):
        self.ensure_one()
        self.complaint_ids._escalate(self.reason)
        return {"type": "ir.actions.act_window_close"}
