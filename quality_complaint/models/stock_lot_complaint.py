from odoo import models


class StockLot(models.Model):
    """Complaints about a lot or serial number [CO-05]."""

    _name = "stock.lot"
    _inherit = ["stock.lot", "quality.complaint.origin.mixin"]

    _complaint_link = "lot_ids"

    def _prepare_complaint_vals(self):
        """Fill in who got it, if one delivery only went out and the user may know."""
        vals = super()._prepare_complaint_vals() | {"company_id": self.company_id.id}
        # self is superuser here: the user's own right on deliveries counts
        deliveries = self.env["quality.complaint.delivery"].sudo(False)
        if not deliveries.has_access("read"):
            return vals
        rows = deliveries.search([("lot_id", "=", self.id)], limit=2)
        if len(rows) == 1:
            vals |= rows.sudo()._prepare_complaint_vals()  # found by the user's right
        return vals

    def _get_complaint_goods(self):
        return [{"product_id": self.product_id.id, "lot_id": self.id}]
