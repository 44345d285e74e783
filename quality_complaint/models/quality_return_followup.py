from odoo import api, fields, models
from odoo.exceptions import UserError


class QualityReturnFollowup(models.Model):
    """A letter, call or visit after a return, until the customer is satisfied [CO-73]."""

    _name = "quality.return.followup"
    _description = "Follow-up of a Return"
    _inherit = ["quality.guard.mixin"]
    _order = "return_id, date, id"

    return_id = fields.Many2one(
        "quality.return", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="return_id.company_id", store=True, index=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    way = fields.Selection(
        [("letter", "Letter"), ("visit", "Visit"), ("phone", "Telephone")],
        required=True,
        default="phone",
    )
    user_id = fields.Many2one(
        "res.users", "By", required=True, default=lambda self: self.env.user
    )
    is_satisfied = fields.Boolean("Satisfied")
    note = fields.Text("What the Customer Said", required=True)

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_open()
        return rows

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_open()

    def _check_open(self):
        if frozen := self.return_id.filtered("is_frozen"):
            raise UserError(
                self.env._(
                    "%(names)s is closed: what the customer said before stays as it is.",
                    names=", ".join(frozen.mapped("name")),
                )
            )
