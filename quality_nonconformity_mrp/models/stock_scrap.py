from odoo import models


class StockScrap(models.Model):
    """What is scrapped in production is reported with its order [NC-02]."""

    _inherit = "stock.scrap"

    def _prepare_nonconformity_vals(self):
        vals = super()._prepare_nonconformity_vals()
        step = self.workorder_id
        order = self.production_id or step.production_id
        if order:
            vals |= order._prepare_nonconformity_vals() | {"workorder_id": step.id}
        return vals
