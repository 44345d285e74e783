from odoo import fields, models


class QualityComplaintFeedbackBack(models.TransientModel):
    """Dialog: why the answer of a department will not do."""

    _name = "quality.complaint.feedback.back"
    _description = "Send Back a Check Feedback"

    feedback_id = fields.Many2one("quality.complaint.feedback", required=True)
    reason = fields.Text("What is Missing", required=True)

    def action_confirm(self):
        self.ensure_one()
        self.feedback_id._send_back(self.reason)
        return {"type": "ir.actions.act_window_close"}
