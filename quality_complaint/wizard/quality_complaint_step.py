from odoo import api, fields, models

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
    _inherit = ["quality.step.mixin"]

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
    partner_ids = fields.Many2many("res.partner", string="Told")
    choice_ids = fields.Many2many("res.partner", compute="_compute_choice_ids")

    @api.depends("res_model", "res_id", "step")
    def _compute_choice_ids(self):
        for wizard in self:
            told = wizard.step == "told"
            wizard.choice_ids = told and wizard._get_document().untold_partner_ids

    @api.model
    def _get_steps(self):
        return STEPS

    def action_confirm(self):
        self.ensure_one()
        return self.action_sign() if self.step in SIGNED_STEPS else self._take_step()

    @sign_with_password
    def action_sign(self):
        """Take a step that is signed."""
        return self._take_step()
