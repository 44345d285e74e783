from odoo import fields, models


class CustomerPartyMixin(models.AbstractModel):
    """A document about one customer: with whom, of which company.

    What is counted and searched goes by ``commercial_partner_id``, so that a document
    made out to a contact or an address counts for the customer itself.
    """

    _name = "customer.party.mixin"
    _description = "Document about a Customer"

    partner_id = fields.Many2one("res.partner", "Customer", required=True, index=True)
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Customer Company",
        store=True,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
