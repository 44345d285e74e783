from odoo import fields, models


class QualityComplaintEscalation(models.Model):
    """One step up the house, because the customer is not content [CO-19].

    Rows are made by ``quality.complaint._escalate`` only, and keep what was offered.
    """

    _name = "quality.complaint.escalation"
    _description = "Escalation of a Complaint"
    _inherit = ["quality.guard.mixin"]
    _order = "date desc, id desc"

    complaint_id = fields.Many2one(
        "quality.complaint", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, index=True
    )
    date = fields.Datetime(default=fields.Datetime.now, readonly=True, required=True)
    user_id = fields.Many2one("res.users", "Escalated by", readonly=True)
    reason = fields.Text(readonly=True, required=True)
    reply = fields.Html("Reply that was Refused", readonly=True)
    opinion_note = fields.Text("Customer's Words", readonly=True)
    from_level_id = fields.Many2one("quality.complaint.level", readonly=True)
    to_level_id = fields.Many2one("quality.complaint.level", readonly=True)
    from_team_id = fields.Many2one("quality.team", readonly=True)
    to_team_id = fields.Many2one("quality.team", readonly=True)
    from_user_id = fields.Many2one("res.users", readonly=True)
    to_user_id = fields.Many2one("res.users", readonly=True)
