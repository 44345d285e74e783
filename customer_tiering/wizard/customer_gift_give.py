from odoo import api, fields, models


class CustomerGiftGive(models.TransientModel):
    """Record what was handed over, declined or brought back."""

    _name = "customer.gift.give"
    _description = "Record what was given"

    step = fields.Selection(
        [("give", "Give"), ("return", "Return")], required=True, default="give"
    )
    gift_id = fields.Many2one("customer.gift", required=True, readonly=True)
    choice_ids = fields.Many2many("customer.gift.line", compute="_compute_choice_ids")
    date = fields.Date(
        required=True, default=lambda self: fields.Date.context_today(self)
    )
    line_ids = fields.Many2many(
        "customer.gift.line",
        string="Not taken or brought back",
        domain="[('id', 'in', choice_ids)]",
    )
    present = fields.Text("Those Present")
    note = fields.Char("Remark")

    @api.depends("gift_id", "step")
    def _compute_choice_ids(self):
        for wizard in self:
            lines = wizard.gift_id.line_ids
            if wizard.step == "return":
                lines = lines.filtered(lambda line: line.outcome == "given")
            wizard.choice_ids = lines

    def action_confirm(self):
        self.ensure_one()
        if self.step == "give":
            self.gift_id._give(
                self.date, self.line_ids, present=self.present, note=self.note
            )
        else:
            self.gift_id._take_back(self.line_ids, self.date, self.note)
        return {"type": "ir.actions.act_window_close"}
