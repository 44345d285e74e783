from odoo import models
from odoo.fields import Domain


class StockQuant(models.Model):
    """Stock on which a nonconformity is found: exactly these goods are meant."""

    _name = "stock.quant"
    _inherit = ["stock.quant", "quality.nonconformity.origin.mixin"]

    def _prepare_nonconformity_vals(self):
        return super()._prepare_nonconformity_vals() | {
            "origin_ref": False,  # a place and its stock are no document
            "location_note": self.location_id.display_name,
            "company_id": self.company_id.id or self.env.company.id,
        }

    def _get_nonconformity_goods(self):
        return [
            {
                "product_id": self.product_id.id,
                "lot_id": self.lot_id.id,
                "package_id": self.package_id.id,
                "owner_id": self.owner_id.id,
                "exact": True,
                "location_id": self.location_id.id,
                "quantity": self.quantity,
            }
        ]

    def _get_nonconformity_domain(self):
        """Those of the lots, and of the products where there are no lots."""
        loose = self.filtered(lambda quant: not quant.lot_id).product_id
        return Domain("lot_ids", "in", self.lot_id.ids) | Domain(
            "product_id", "in", loose.ids
        )

    def _count_nonconformities(self):
        by_lot = self.lot_id._count_nonconformities()
        loose = self.filtered(lambda quant: not quant.lot_id)
        by_product = loose.product_id._count_nonconformities()
        return {
            quant.id: by_lot.get(quant.lot_id.id, 0)
            if quant.lot_id
            else by_product.get(quant.product_id.id, 0)
            for quant in self
        }
