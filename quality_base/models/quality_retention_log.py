from odoo import api, fields, models
from odoo.exceptions import UserError


class QualityRetentionLog(models.Model):
    """What was deleted after its retention, by whom and why: kept for ever [XX-01]."""

    _name = "quality.retention.log"
    _description = "Deletion Log"
    _inherit = ["quality.guard.mixin"]
    _order = "id desc"

    name = fields.Char("Number", required=True, readonly=True)
    kind = fields.Char(required=True, readonly=True)
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Integer("Id", required=True, readonly=True, aggregator=None)
    company_id = fields.Many2one("res.company", index=True, readonly=True)
    date_created = fields.Datetime("Record Created on", readonly=True)
    retention_until = fields.Date("Kept until", readonly=True)
    policy_name = fields.Char("Policy", readonly=True)
    reason = fields.Text(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "Decided by", required=True, readonly=True, ondelete="restrict"
    )
    user_name = fields.Char(required=True, readonly=True)
    date = fields.Datetime("Deleted on", required=True, readonly=True)
    digest = fields.Char(
        "SHA-256", required=True, readonly=True, help="Of the record's last values."
    )

    def write(self, vals):
        self._refuse_change()
        return super().write(vals)

    def _refuse_change(self):
        raise UserError(self.env._("The deletion log cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("The deletion log cannot be deleted."))
