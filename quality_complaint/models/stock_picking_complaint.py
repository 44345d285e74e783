from odoo import models


class StockPicking(models.Model):
    """Complaints about a delivery [CO-05]."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "quality.complaint.origin.mixin"]

    _complaint_link = "picking_id"

    def _prepare_complaint_vals(self):
        return super()._prepare_complaint_vals() | {
            "picking_id": self.id,
            "sale_id": self.sale_id.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
        }

    def _get_complaint_goods(self):
        return self._get_nonconformity_goods()
