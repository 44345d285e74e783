from odoo import api, fields, models

from odoo.addons.quality_base.tools.identity import sign_with_password


class QualityDispositionOpinion(models.TransientModel):
    """Approve a disposition with an opinion, or reject it because of it [NC-53]."""

    _name = "quality.disposition.opinion"
    _description = "Opinion on a Disposition"

    disposition_id = fields.Many2one("quality.disposition", required=True)
    verdict = fields.Selection(
        [("approve", "Approve"), ("reject", "Reject")],
        required=True,
        default="approve",
    )
    text = fields.Text("Opinion")

    @api.constrains("disposition_id")
    def _check_readable(self):
        """Its user may read what it is about; checks of values run as superuser."""
        self.disposition_id.sudo(False).check_access("read")

    @sign_with_password
    def action_confirm(self):
        """Sign: runs only after the password."""
        if self.verdict == "approve":
            self.disposition_id._agree(self.text)
        else:
            self.disposition_id._reject(self.text)
        return {"type": "ir.actions.act_window_close"}
