from odoo import api, fields, models
from odoo.fields import Command

from ..models.customer_tier_program_preset import TIERS


class CustomerTierPreset(models.TransientModel):
    """Dialog: the usual thresholds, to be checked before they become a program."""

    _name = "customer.tier.preset"
    _description = "Usual Tier Thresholds"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    is_yuan = fields.Boolean(compute="_compute_is_yuan")
    line_ids = fields.One2many(
        "customer.tier.preset.line",
        "preset_id",
        "Tiers",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    @api.depends("currency_id")
    def _compute_is_yuan(self):
        for preset in self:
            preset.is_yuan = preset.currency_id.name == "CNY"

    @api.depends("company_id")
    def _compute_line_ids(self):
        for preset in self:
            program = self.env["customer.tier.program"]
            limits = program._get_preset_limits(preset.currency_id)
            preset.line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "sequence": number,
                            "name": name,
                            "usual_limit": row[0],
                            "lower_limit": limit,
                        }
                    )
                    for number, (name, row, limit) in enumerate(
                        zip(program._get_preset_names(), TIERS, limits, strict=True)
                    )
                ),
            ]

    def action_confirm(self):
        """Make the program and show it."""
        self.ensure_one()
        program = self.env["customer.tier.program"]._load_preset(
            self.company_id, self.line_ids.sorted("sequence").mapped("lower_limit")
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "customer.tier.program",
            "res_id": program.id,
            "views": [(False, "form")],
        }
