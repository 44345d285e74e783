from odoo import fields, models


class CustomerTierFailure(models.Model):
    """A customer for whom a run could not propose: shown until it works [CT-05]."""

    _name = "customer.tier.failure"
    _description = "Failure of a Tier Run"
    _order = "id desc"
    _rec_name = "partner_id"

    program_id = fields.Many2one(
        "customer.tier.program", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="cascade", index=True
    )
    error = fields.Text(required=True)

    _partner_uniq = models.UniqueIndex("(program_id, partner_id)")
