from odoo import api, models
from odoo.exceptions import UserError

from ..tools.uninstall import without_false_flag


class MailTrackingValue(models.Model):
    _inherit = "mail.tracking.value"

    def write(self, vals):
        messages = self.sudo().mail_message_id
        if self.env["quality.evidence"]._get_kept(messages, "model", "res_id"):
            raise UserError(
                self.env._("The record of a change on evidence cannot be changed.")
            )
        return super().write(vals)

    def unlink(self):
        return super(MailTrackingValue, without_false_flag(self)).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        messages = self.sudo().mail_message_id
        self.env["quality.evidence"]._check_rows(messages, "model", "res_id")
