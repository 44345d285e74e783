from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CustomerGiftRound(models.TransientModel):
    """Request the same for many people, as for the New Year: a draft per customer [CT-26].

    Officials and health professionals beyond the company's amount are left out.
    """

    _name = "customer.gift.round"
    _description = "Request Gifts for many"

    partner_ids = fields.Many2many(
        "res.partner", string="Recipients", domain="[('is_company', '=', False)]"
    )
    left_out_ids = fields.Many2many("res.partner", compute="_compute_left_out_ids")
    kind_id = fields.Many2one("customer.gift.kind", required=True)
    occasion = fields.Char(required=True)
    reason = fields.Text("Business Reason", required=True)
    product_id = fields.Many2one("product.product")
    description = fields.Char(
        "Item",
        compute="_compute_item",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, required=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_value = fields.Monetary(
        "Value Each",
        compute="_compute_item",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_planned = fields.Date(
        "Planned on",
        required=True,
        default=lambda self: fields.Date.context_today(self),
    )

    @api.depends("partner_ids", "unit_value", "company_id")
    def _compute_left_out_ids(self):
        """Companies are no recipients, and officials get no more than their limit."""
        for wizard in self:
            limit = wizard.company_id.gift_limit_official
            over = wizard.currency_id.compare_amounts(wizard.unit_value, limit) > 0
            wizard.left_out_ids = wizard.partner_ids.filtered(
                lambda p, over=over: (
                    p._origin.is_company or (over and p._origin._is_gift_barred())
                )
            )

    @api.depends("product_id")
    def _compute_item(self):
        for wizard in self:
            wizard.description = wizard.product_id.display_name or wizard.description
            price = wizard.product_id.currency_id._convert(
                wizard.product_id.lst_price, wizard.currency_id, wizard.company_id
            )
            wizard.unit_value = price or wizard.unit_value

    def action_confirm(self):
        """Make the drafts and show them: each is checked and submitted as any other.

        :raises UserError: nobody is left who may get it
        """
        self.ensure_one()
        people = self.partner_ids - self.left_out_ids
        if not people:
            raise UserError(
                self.env._(
                    "Nobody of those chosen may get it: choose people who are neither "
                    "officials nor health professionals."
                )
            )
        gifts = self.env["customer.gift"].create(
            [
                self._prepare_gift_vals(customer, recipients)
                for customer, recipients in people.grouped(
                    "commercial_partner_id"
                ).items()
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_tiering.customer_gift_action"
        )
        return action | {"domain": [("id", "in", gifts.ids)], "context": {}}

    def _prepare_gift_vals(self, customer, recipients):
        line = {
            "product_id": self.product_id.id,
            "description": self.description,
            "unit_value": self.unit_value,
        }
        return {
            "company_id": self.company_id.id,
            "partner_id": customer.id,
            "kind_id": self.kind_id.id,
            "occasion": self.occasion,
            "reason": self.reason,
            "date_planned": self.date_planned,
            "line_ids": [
                Command.create({**line, "recipient_id": person.id})
                for person in recipients
            ],
        }
