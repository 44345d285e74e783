from odoo import api, fields, models

from ..models.quality_complaint import CHANNELS

#: step → what it does with the complaint and the answers of the dialog
STEPS = {
    "call": lambda doc, ask: doc._add_call(ask.reason, ask.channel),
    "hand_over": lambda doc, ask: doc._hand_over(
        ask.user_id, ask.reason, ask.outside_duty
    ),
    "decline": lambda doc, ask: doc._require_waiting_handover()._decline(ask.reason),
    "first_contact": lambda doc, ask: doc._solve_at_first_contact(ask.reason),
    "refuse_first_contact": lambda doc, ask: doc._refuse_first_contact(ask.reason),
    "acknowledged": lambda doc, ask: doc._record_acknowledged(ask.reason),
    "leader": lambda doc, ask: doc._approve_as_leader(ask.reason),
}


class QualityComplaintAsk(models.TransientModel):
    """Dialog: what a step of the intake has to know. Rights are the step's own."""

    _name = "quality.complaint.ask"
    _description = "Step of the Intake of a Complaint"
    _inherit = ["quality.step.mixin"]

    step = fields.Selection(
        [
            ("call", "The customer called again"),
            ("hand_over", "Hand over"),
            ("decline", "Do not take it over"),
            ("first_contact", "Solved at first contact"),
            ("refuse_first_contact", "Do not confirm the solution"),
            ("acknowledged", "The customer was told"),
            ("leader", "Approve as leader"),
        ],
        required=True,
        readonly=True,
    )
    channel = fields.Selection(CHANNELS, default="phone", required=True)
    user_id = fields.Many2one("res.users", "To", domain="[('share', '=', False)]")
    outside_duty = fields.Boolean("Outside my Duties")

    @api.model
    def _get_steps(self):
        return {step: ("quality.complaint", do) for step, do in STEPS.items()}
