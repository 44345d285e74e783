from odoo import api, fields, models


class QualityReportReturn(models.TransientModel):
    """Ask why a submitted report goes back to its author [XX-23]."""

    _name = "quality.report.return"
    _description = "Return a Report"

    report_id = fields.Many2one("quality.report", required=True, readonly=True)
    reason = fields.Text(required=True)

    @api.constrains("report_id")
    def _check_readable(self):
        """Its user may read what it is about; checks of values run as superuser."""
        self.report_id.sudo(False).check_access("read")

    def action_confirm(self):
        self.report_id._return_to_author(self.reason)
        return {"type": "ir.actions.act_window_close"}
