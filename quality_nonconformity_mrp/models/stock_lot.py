from odoo import models
from odoo.fields import Domain


class StockLot(models.Model):
    """A lot of own making is reported with its order [NC-02]."""

    _inherit = "stock.lot"

    def _prepare_nonconformity_vals(self):
        vals = super()._prepare_nonconformity_vals()
        company = self.company_id or self.env.company
        orders = self.env["mrp.production"].search(
            Domain("lot_producing_ids", "in", self.ids)
            & Domain("company_id", "=", company.id)
            & Domain("state", "!=", "cancel")
        )
        if len(orders) == 1 and not vals.get("supplier_id"):
            vals |= {"production_id": orders.id, "responsible": "internal"}
        return vals
