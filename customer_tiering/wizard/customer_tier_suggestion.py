from odoo import api, fields, models


class CustomerTierSuggestion(models.TransientModel):
    """Dialog: which of the tier's suggestions an order takes [CT-15]."""

    _name = "customer.tier.suggestion"
    _description = "Suggestions of the Tier"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    # not as superuser: nobody looks at an order he may not see
    now_pricelist_id = fields.Many2one(
        related="order_id.pricelist_id", string="Pricelist now", related_sudo=False
    )
    now_payment_term_id = fields.Many2one(
        related="order_id.payment_term_id",
        string="Payment Terms now",
        related_sudo=False,
    )
    now_user_id = fields.Many2one(
        related="order_id.user_id", string="Salesperson now", related_sudo=False
    )
    pricelist_id = fields.Many2one("product.pricelist", compute="_compute_suggested")
    payment_term_id = fields.Many2one(
        "account.payment.term", compute="_compute_suggested"
    )
    user_id = fields.Many2one("res.users", "Salesperson", compute="_compute_suggested")
    take_pricelist = fields.Boolean(default=True)
    take_payment_term = fields.Boolean("Take Payment Terms", default=True)
    take_user = fields.Boolean("Take Salesperson", default=True)
    has_lines = fields.Boolean(compute="_compute_suggested")
    update_prices = fields.Boolean(
        "Recompute Prices",
        help="Otherwise the lines keep their prices, discounts entered by hand, too.",
    )

    @api.depends("order_id")
    def _compute_suggested(self):
        for wizard in self:
            suggested = wizard.order_id._get_tier_suggestions()
            wizard.pricelist_id = suggested.get("pricelist_id")
            wizard.payment_term_id = suggested.get("payment_term_id")
            wizard.user_id = suggested.get("user_id")
            wizard.has_lines = bool(wizard.order_id.order_line)

    def action_confirm(self):
        """Take what is ticked."""
        self.ensure_one()
        ticked = {
            "pricelist_id": self.take_pricelist and self.pricelist_id,
            "payment_term_id": self.take_payment_term and self.payment_term_id,
            "user_id": self.take_user and self.user_id,
        }
        self.order_id._apply_tier_suggestions(
            [name for name, value in ticked.items() if value], self.update_prices
        )
        return {"type": "ir.actions.act_window_close"}
