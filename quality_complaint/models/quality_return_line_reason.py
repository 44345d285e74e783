from odoo import api, models


class QualityReturnLine(models.Model):
    """A reason that changes while it is checked changes who must confirm [CO-58]."""

    _inherit = "quality.return.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.return_id._sync_reason_approvals()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if {"reason", "return_id"} & vals.keys():
            self.return_id._sync_reason_approvals()
        return result

    def unlink(self):
        returns = self.return_id
        result = super().unlink()
        returns.exists()._sync_reason_approvals()
        return result
