from odoo import fields, models


class QualityNonconformityJudgement(models.TransientModel):
    """Dialog of after-sales: what it is, and what the customer gets [NC-45]."""

    _name = "quality.nonconformity.judgement"
    _description = "First Judgement at the Customer's"

    nonconformity_id = fields.Many2one("quality.nonconformity", required=True)
    judgement = fields.Selection(
        lambda self: (
            self.env["quality.nonconformity"]
            ._fields["first_judgement"]
            ._description_selection(self.env)
        ),
        "It Is",
        required=True,
    )
    note = fields.Text("Ground", required=True)
    help_kind = fields.Selection(
        lambda self: (
            self.env["quality.nonconformity"]
            ._fields["field_help"]
            ._description_selection(self.env)
        ),
        "The Customer Gets",
        required=True,
        default="none",
    )
    user_id = fields.Many2one("res.users", "From", domain="[('share', '=', False)]")
    date = fields.Date("To be Done by", default=fields.Date.context_today)

    def action_confirm(self):
        self.ensure_one()
        self.nonconformity_id._judge_first(
            self.judgement, self.note, self.help_kind, self.user_id, self.date
        )
        return {"type": "ir.actions.act_window_close"}
