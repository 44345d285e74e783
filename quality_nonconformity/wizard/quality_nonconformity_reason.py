from odoo import api, fields, models

#: step → (model, what is done with the document and the answers of the dialog)
STEPS = {
    "cancel": ("quality.nonconformity", lambda doc, ask: doc._cancel(ask.reason)),
    "back": ("quality.nonconformity", lambda doc, ask: doc._send_back(ask.reason)),
    "conforming": (
        "quality.nonconformity",
        lambda doc, ask: doc._judge_suspect(True, ask.reason),
    ),
    "nonconforming": (
        "quality.nonconformity",
        lambda doc, ask: doc._judge_suspect(False, ask.reason),
    ),
    "decline": (
        "quality.nonconformity",
        lambda doc, ask: doc._answer_severity(False, ask.reason),
    ),
    "stop": (
        "quality.nonconformity",
        lambda doc, ask: doc._stop_production(ask.user_id),
    ),
    "resume": (
        "quality.nonconformity",
        lambda doc, ask: doc._resume_production(ask.reason),
    ),
    "committee": (
        "quality.nonconformity",
        lambda doc, ask: doc._record_committee(ask.reason),
    ),
    "take_back": ("quality.disposition", lambda doc, ask: doc._cancel(ask.reason)),
    "defective": (
        "quality.instrument",
        lambda doc, ask: doc._declare_defective(ask.reason),
    ),
}


class QualityNonconformityReason(models.TransientModel):
    """Dialog: why a step is taken that needs a reason. Rights are the step's own."""

    _name = "quality.nonconformity.reason"
    _description = "Reason for a Step"
    _inherit = ["quality.step.mixin"]

    step = fields.Selection(
        [
            ("cancel", "Judged conforming: cancel"),
            ("back", "Back to review"),
            ("conforming", "Suspect goods conform"),
            ("nonconforming", "Suspect goods are nonconforming"),
            ("decline", "Leave the severity as it is"),
            ("stop", "Stop production"),
            ("resume", "Resume production"),
            ("committee", "Enter the committee's review"),
            ("take_back", "Take the disposition back"),
            ("defective", "Declare the instrument defective"),
        ],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", "Record and Sample to", domain="[('share', '=', False)]"
    )

    @api.model
    def _get_steps(self):
        return STEPS
