from odoo import models


class SaleOrder(models.Model):
    """Complaints about an order [CO-05]."""

    _name = "sale.order"
    _inherit = ["sale.order", "quality.complaint.origin.mixin"]

    _complaint_link = "sale_id"

    def _prepare_complaint_vals(self):
        delivered = self._get_delivered_pickings()
        return super()._prepare_complaint_vals() | {
            "sale_id": self.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "picking_id": delivered.id if len(delivered) == 1 else False,
        }

    def _get_complaint_goods(self):
        return self._get_nonconformity_goods()
