from odoo import api, fields, models

from ..models.quality_complaint import CHANNELS

#: step → what it does with the complaint and the answers of the dialog
STEPS = {
    "call": lambda doc, ask: doc._add_call(ask.text, ask.channel),
    "hand_over": lambda doc, ask: doc._hand_over(
        ask.user_id, ask.text, ask.outside_duty
    ),
    "decline": lambda doc, ask: doc._require_waiting_handover()._decline(ask.text),
    "first_contact": lambda doc, ask: doc._solve_at_first_contact(ask.text),
    "refuse_first_contact": lambda doc, ask: doc._refuse_first_contact(ask.text),
    "acknowledged": lambda doc, ask: doc._record_acknowledged(ask.text),
    "leader": lambda doc, ask: doc._approve_as_leader(ask.text),
}


class QualityComplaintAsk(models.TransientModel):
    """Dialog: what a step of the intake has to know. Rights are the step's own."""

    _name = "quality.complaint.ask"
    _description = "Step of the Intake of a Complaint"

    complaint_id = fields.Many2one("quality.complaint", required=True, readonly=True)
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
    text = fields.Text()
    channel = fields.Selection(CHANNELS, default="phone", required=True)
    user_id = fields.Many2one("res.users", "To", domain="[('share', '=', False)]")
    outside_duty = fields.Boolean("Outside my Duties")

    @api.model
    def _open(self, complaint, step):
        """Return the action that asks for what ``step`` of ``complaint`` needs."""
        complaint.ensure_one()
        complaint.check_access("read")
        wizard = self.create({"complaint_id": complaint.id, "step": step})
        labels = dict(self._fields["step"]._description_selection(self.env))
        return {
            "type": "ir.actions.act_window",
            "name": labels[step],
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_confirm(self):
        """Take the step; it checks rights, state and answers itself."""
        self.ensure_one()
        STEPS[self.step](self.complaint_id, self)
        return {"type": "ir.actions.act_window_close"}
