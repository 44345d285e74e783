from odoo import api, fields, models
from odoo.fields import Domain


class StockQuant(models.Model):
    _inherit = "stock.quant"

    on_hold = fields.Boolean(
        compute="_compute_on_hold",
        search="_search_on_hold",
        help="Its lot, or all of its product, is on hold.",
    )
    quality_zone = fields.Selection(
        related="location_id.quality_zone", string="Quality Zone"
    )

    @api.depends("lot_id.hold_ids.state", "product_id.whole_hold_ids.state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_on_hold(self):
        held = self.sudo().filtered_domain(self._get_on_hold_domain())  # see product
        for quant in self:
            quant.on_hold = quant in held

    def _search_on_hold(self, operator, value):
        return self._get_on_hold_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_on_hold_domain(self):
        """A company's hold concerns its own stock, though the lot may be shared."""
        domains = []
        for company in self.env.companies:
            own = self.with_context(allowed_company_ids=company.ids)
            lots = own.env["stock.lot"]._get_on_hold_domain()
            products = own.env["product.product"]._get_on_hold_domain()
            domains.append(
                Domain("company_id", "in", [company.id, False])
                & (
                    Domain("lot_id", "any!", lots)
                    | Domain("product_id", "any!", products)
                )
            )
        return Domain.OR(domains)

    def action_put_on_hold(self):
        """Open the hold wizard with the lots, or products without lots, of the rows."""
        lots = self.lot_id
        products = self.filtered(lambda quant: not quant.lot_id).product_id
        return self.env["quality.hold.wizard"]._open(
            lot_ids=lots.ids, product_ids=products.ids
        )
