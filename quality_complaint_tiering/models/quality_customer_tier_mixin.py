from odoo import api, fields, models


class QualityCustomerTierMixin(models.AbstractModel):
    """A document of a customer that keeps the tier of the time [CT-37].

    The model has ``partner_id`` and ``company_id``. The tier is that of the company's
    main program when the customer was entered; later changes leave it, so that what is
    counted by tier stays. Policies and reports use it in conditions.
    """

    _name = "quality.customer.tier.mixin"
    _description = "Document with the Customer's Tier"

    customer_tier_id = fields.Many2one(
        "customer.tier",
        compute="_compute_customer_tier_id",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The tier of the customer when this was recorded.",
    )

    @api.depends("partner_id", "company_id")
    def _compute_customer_tier_id(self):
        for company, records in self.grouped("company_id").items():
            for record in records.with_company(company):
                record.customer_tier_id = record.partner_id.tier_id
