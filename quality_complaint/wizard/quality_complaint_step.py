from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.quality_base.tools.identity import sign_with_password

COMPLAINT = "quality.complaint"
HOLD = "quality.hold"
SOLUTION = "quality.complaint.solution"
#: step → (model, what is done with the document and the answers of the dialog)
STEPS = {
    "again": (COMPLAINT, lambda doc, ask: doc._investigate(ask.reason)),
    "reject": (COMPLAINT, lambda doc, ask: doc._reject(ask.reason)),
    "reopen": (COMPLAINT, lambda doc, ask: doc._reopen_complaint(ask.reason)),
    "waive_hold": (COMPLAINT, lambda doc, ask: doc._waive_hold(ask.reason)),
    "waive_revisit": (COMPLAINT, lambda doc, ask: doc._waive_revisit(ask.reason)),
    "waive_capa": (COMPLAINT, lambda doc, ask: doc._waive_capa(ask.reason)),
    "good": (COMPLAINT, lambda doc, ask: doc._confirm_good(ask.reason)),
    "bad": (COMPLAINT, lambda doc, ask: doc._confirm_bad(ask.reason)),
    "finish": (SOLUTION, lambda doc, ask: doc._finish(ask.reason)),
    "cancel_solution": (SOLUTION, lambda doc, ask: doc._cancel(ask.reason)),
    "told": (HOLD, lambda doc, ask: doc._told_buyers(ask.partner_ids, ask.reason)),
}
#: steps that release goods: signed with the password
SIGNED_STEPS = ("good",)


class QualityComplaintStep(models.TransientModel):
    """Dialog: why a step is taken that needs a reason. Rights are the step's own."""

    _name = "quality.complaint.step"
    _description = "Reason for a Step of a Complaint"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document Id", model_field="res_model", required=True, readonly=True
    )
    document_name = fields.Char("Document", compute="_compute_document")
    step = fields.Selection(
        [
            ("again", "Investigate again"),
            ("reject", "Reject"),
            ("reopen", "Reopen"),
            ("waive_hold", "No hold needed"),
            ("waive_revisit", "No return visit"),
            ("waive_capa", "No corrective action"),
            ("good", "Goods are good"),
            ("bad", "Goods are bad"),
            ("finish", "Done"),
            ("cancel_solution", "Not done after all"),
            ("told", "Buyers told by telephone"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Text()
    partner_ids = fields.Many2many("res.partner", string="Told")
    choice_ids = fields.Many2many("res.partner", compute="_compute_document")

    @api.depends("res_model", "res_id")
    def _compute_document(self):
        for wizard in self:
            document = wizard._get_document()
            wizard.document_name = document.display_name
            wizard.choice_ids = (
                document.untold_partner_ids if wizard.step == "told" else False
            )

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
        if self.step in SIGNED_STEPS:
            return self.action_sign()
        return self._take_step()

    @sign_with_password
    def action_sign(self):
        """Take a step that is signed."""
        return self._take_step()

    def _take_step(self):
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
