from odoo import api, fields, models


class QualityDeadlineStep(models.TransientModel):
    """Asks for the reason (and date) of an exception, then calls the deadline."""

    _name = "quality.deadline.step"
    _description = "Exception for a Deadline"

    deadline_id = fields.Many2one("quality.deadline", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("extend", "Ask for more time"),
            ("pause", "Stop the time"),
            ("explain", "Explain the delay"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Text(required=True)
    effective_due = fields.Datetime(related="deadline_id.effective_due")
    new_due = fields.Datetime(
        compute="_compute_new_due", store=True, readonly=False, precompute=True
    )

    @api.depends("deadline_id")
    def _compute_new_due(self):
        for wizard in self:
            wizard.new_due = wizard.new_due or wizard.deadline_id.effective_due

    @api.constrains("deadline_id")
    def _check_readable(self):
        """Its user may read what it is about; checks of values run as superuser."""
        self.deadline_id.sudo(False).check_access("read")

    def action_confirm(self):
        """Do what was asked for."""
        self.ensure_one()
        if self.kind == "extend":
            self.deadline_id._request_extension(self.reason, self.new_due)
        elif self.kind == "pause":
            self.deadline_id._pause(self.reason)
        else:
            self.deadline_id._explain(self.reason)
        return {"type": "ir.actions.act_window_close"}
