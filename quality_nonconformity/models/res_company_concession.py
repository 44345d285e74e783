from odoo import api, fields, models

#: sectors whose rules let nothing be scrapped without an approved request
SCRAP_SECTORS = ("device_distributor",)


#: sectors in which the supplier himself applies for the concession of his goods
APPLYING_SECTORS = ("oem",)


class ResCompany(models.Model):
    _inherit = "res.company"

    quality_emergency_function_id = fields.Many2one(
        "quality.function",
        "Emergency Releases decided by",
        help="Post that decides on releases before inspection. Empty: quality officers.",
    )
    quality_supplier_applies = fields.Boolean(
        "Supplier applies for Concessions",
        compute="_compute_quality_supplier_applies",
        store=True,
        readonly=False,
        help="Goods refused at receipt are accepted by concession only if their supplier "
        "has applied for it. Preset: on for OEM suppliers.",
    )
    quality_scrap_gate = fields.Boolean(
        "Scrap by approved Request only",
        compute="_compute_quality_scrap_gate",
        store=True,
        readonly=False,
        help="Stored goods are scrapped by an approved disposition only. Preset: on for "
        "dealers in medical devices.",
    )
    quality_scrap_limit = fields.Monetary(
        "Free up to",
        currency_field="currency_id",
        help="Goods up to this value, at their cost, are scrapped without a request.",
    )

    @api.depends("quality_sector")
    def _compute_quality_supplier_applies(self):
        for company in self:
            company.quality_supplier_applies = (
                company.quality_sector in APPLYING_SECTORS
            )

    @api.depends("quality_sector")
    def _compute_quality_scrap_gate(self):
        for company in self:
            company.quality_scrap_gate = company.quality_sector in SCRAP_SECTORS

    def _is_scrap_gated(self, product, quantity):
        """Whether so many (product's unit) are scrapped by an approved request only."""
        self.ensure_one()
        company = self.sudo()  # whoever scraps may not read settings and costs
        if not company.quality_scrap_gate or not product.is_storable:
            return False
        cost = product.sudo().with_company(company).standard_price
        value = cost * quantity
        return (
            company.currency_id.compare_amounts(value, company.quality_scrap_limit) > 0
        )
