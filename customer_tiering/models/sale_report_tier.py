from odoo import fields, models


class SaleReport(models.Model):
    """Sales by the tier that the customer has now [CT-15, CT-36]."""

    _inherit = "sale.report"

    tier_id = fields.Many2one("customer.tier", "Tier of the Customer", readonly=True)

    def _select_additional_fields(self):
        return super()._select_additional_fields() | {
            "tier_id": "tier_standing.tier_id"
        }

    def _from_sale(self):
        return f"""{super()._from_sale()}
            LEFT JOIN customer_tier_program tier_program
                   ON tier_program.company_id = s.company_id
                  AND tier_program.is_main AND tier_program.active
            LEFT JOIN customer_tier_standing tier_standing
                   ON tier_standing.program_id = tier_program.id
                  AND tier_standing.partner_id = partner.commercial_partner_id
            """

    def _group_by_sale(self):
        return f"{super()._group_by_sale()}, tier_standing.tier_id"
