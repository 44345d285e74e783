from odoo import api, fields, models

from odoo.addons.quality_base.tools.identity import sign_with_password


class QualityMrbStep(models.TransientModel):
    """Dialog of one step of a board's case; the case itself decides who may."""

    _name = "quality.mrb.step"
    _description = "Step of a Review Board Case"

    case_id = fields.Many2one("quality.mrb.case", required=True)
    step = fields.Selection(
        [
            ("opinion", "Opinion"),
            ("decide", "Decision"),
            ("escalate", "To the Upper Board"),
            ("cancel", "Give Up"),
        ],
        required=True,
    )
    verdict = fields.Selection(
        [("agree", "I agree"), ("dissent", "I dissent"), ("abstain", "I abstain")]
    )
    text = fields.Text()

    @api.constrains("case_id")
    def _check_readable(self):
        """Its user may read what it is about; checks of values run as superuser."""
        self.case_id.sudo(False).check_access("read")

    def action_confirm(self):
        self.ensure_one()
        if self.step == "opinion":
            return self.action_opinion()
        if self.step == "decide":
            return self.action_decide()
        if self.step == "escalate":
            return self.case_id._escalate(self.text)._open()
        self.case_id._cancel(self.text)
        return {"type": "ir.actions.act_window_close"}

    @sign_with_password
    def action_opinion(self):
        """Sign the opinion: runs only after the password."""
        self.case_id._give_opinion(self.verdict, self.text)
        return {"type": "ir.actions.act_window_close"}

    @sign_with_password
    def action_decide(self):
        """Sign the decision: runs only after the password."""
        self.case_id._decide(self.text)
        return {"type": "ir.actions.act_window_close"}
