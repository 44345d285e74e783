from odoo import api, fields, models

from .quality_complaint_flow import MANAGER


class QualityComplaintReason(models.Model):
    """Steps that ask for a reason first: their buttons open the dialog."""

    _inherit = "quality.complaint"

    can_reject = fields.Boolean(compute="_compute_can_reason_steps")
    can_reopen = fields.Boolean(compute="_compute_can_reason_steps")

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_reason_steps(self):
        manager = self.env.user.has_group(MANAGER)
        transitions = self._get_transitions()
        for record in self:
            possible = transitions.get(record.state, ())
            over = record.state in ("closed", "rejected")
            record.can_reject = record.can_process and "rejected" in possible
            record.can_reopen = manager and over and record.can_process

    def action_investigate_again(self):
        return self._ask_reason("again")

    def action_reject(self):
        return self._ask_reason("reject")

    def action_reopen(self):
        return self._ask_reason("reopen")

    def action_waive_hold(self):
        return self._ask_reason("waive_hold")

    def action_confirm_good(self):
        return self._ask_reason("good")

    def action_confirm_bad(self):
        return self._ask_reason("bad")

    def _ask_reason(self, step):
        self.ensure_one()
        return self.env["quality.complaint.step"]._open(self, step)
