from odoo import api, fields, models

from ..tools.identity import sign_with_password


class QualityDisagreementStep(models.TransientModel):
    """Dialog of one step of a disagreement: opinion, decision, check [XX-22]."""

    _name = "quality.disagreement.step"
    _description = "Step of a Disagreement"

    disagreement_id = fields.Many2one("quality.disagreement", required=True)
    step = fields.Selection(
        [("opinion", "Opinion"), ("decide", "Decision"), ("check", "Compliance")],
        required=True,
    )
    text = fields.Text(required=True)
    date_deadline = fields.Date("Comply until")
    complied = fields.Boolean(default=True)

    @api.constrains("disagreement_id")
    def _check_readable(self):
        """Its user may read what it is about; checks of values run as superuser."""
        self.disagreement_id.sudo(False).check_access("read")

    def action_confirm(self):
        self.ensure_one()
        record = self.disagreement_id
        if self.step == "decide":
            return self.action_decide()
        if self.step == "opinion":
            record._give_opinion(self.text)
        else:
            record._check_compliance(self.complied, self.text)
        return {"type": "ir.actions.act_window_close"}

    @sign_with_password
    def action_decide(self):
        """Sign the decision: runs only after the password."""
        self.ensure_one()
        self.disagreement_id._decide(self.text, self.date_deadline)
        return {"type": "ir.actions.act_window_close"}
