from odoo import api, fields, models


class CustomerTierDecision(models.TransientModel):
    """Dialog: why changes of tiers are rejected or withdrawn."""

    _name = "customer.tier.decision"
    _description = "Reason of a Decision on Tiers"

    change_ids = fields.Many2many(
        "customer.tier.change", string="Changes", required=True, readonly=True
    )
    step = fields.Selection(
        [("reject", "Reject"), ("withdraw", "Withdraw")], required=True, readonly=True
    )
    names = fields.Char("Changes of Tiers", compute="_compute_names")
    reason = fields.Text()

    @api.depends("change_ids")
    def _compute_names(self):
        for wizard in self:
            wizard.names = ", ".join(wizard.change_ids.mapped("display_name"))

    def action_confirm(self):
        self.ensure_one()
        if self.step == "reject":
            self.change_ids._reject(self.reason)
        else:
            self.change_ids._withdraw(self.reason)
        return {"type": "ir.actions.act_window_close"}
