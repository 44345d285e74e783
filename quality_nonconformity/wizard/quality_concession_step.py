from odoo import fields, models


class QualityConcessionStep(models.TransientModel):
    """Dialog: asks what a step of a concession needs, and calls its engine."""

    _name = "quality.concession.step"
    _description = "Step of a Concession"

    concession_id = fields.Many2one("quality.concession", required=True)
    uom_id = fields.Many2one(related="concession_id.uom_id")
    consent_id = fields.Many2one("quality.concession.consent")
    step = fields.Selection(
        [
            ("confirm_use", "Confirm Use"),
            ("revoke", "Revoke"),
            ("release_rest", "Rest Conforms"),
            ("withdraw", "Withdraw Consent"),
        ],
        required=True,
    )
    team_id = fields.Many2one(
        "quality.team",
        "Using Department",
        domain="[('above_user_ids', 'in', uid)]",
    )
    quantity = fields.Float(digits="Product Unit")
    reason = fields.Text()

    def action_confirm(self):
        self.ensure_one()
        getattr(self, f"_apply_{self.step}")()
        return {"type": "ir.actions.act_window_close"}

    def _apply_confirm_use(self):
        self.concession_id._confirm_use(self.team_id, self.quantity, self.reason)

    def _apply_revoke(self):
        self.concession_id._revoke(self.reason)

    def _apply_release_rest(self):
        self.concession_id._release_rest(self.reason)

    def _apply_withdraw(self):
        self.consent_id._withdraw(self.reason)
