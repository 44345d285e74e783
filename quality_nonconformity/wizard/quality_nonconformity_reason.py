from odoo import api, fields, models
from odoo.exceptions import UserError

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

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document Id", model_field="res_model", required=True, readonly=True
    )
    document_name = fields.Char("Document", compute="_compute_document_name")
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
    reason = fields.Text()
    user_id = fields.Many2one(
        "res.users", "Record and Sample to", domain="[('share', '=', False)]"
    )

    @api.depends("res_model", "res_id")
    def _compute_document_name(self):
        for wizard in self:
            wizard.document_name = wizard._get_document().display_name

    @api.model
    def _open(self, document, step):
        """Return the action that asks for the reason of ``step`` on ``document``."""
        document.check_access("read")
        wizard = self.create(
            {"res_model": document._name, "res_id": document.id, "step": step}
        )
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
        """Take the step; it checks rights, state and reason itself."""
        self.ensure_one()
        STEPS[self.step][1](self._get_document(), self)
        return {"type": "ir.actions.act_window_close"}

    def _get_document(self):
        self.ensure_one()
        model = STEPS[self.step][0]
        if self.res_model != model:
            raise UserError(
                self.env._("This step is none of the document's: open it again.")
            )
        return self.env[model].browse(self.res_id)
