from odoo import models
from odoo.fields import Domain


class StockScrap(models.Model):
    """A scrap order tells that something was nonconforming [NC-01]."""

    _name = "stock.scrap"
    _inherit = ["stock.scrap", "quality.nonconformity.origin.mixin"]

    def _prepare_nonconformity_vals(self):
        vals = super()._prepare_nonconformity_vals() | {
            "company_id": self.company_id.id,
            "picking_id": self.picking_id.id,
        }
        if self.state == "draft":  # it has no number yet
            vals["origin_ref"] = self.env["ir.model"]._get(self._name).name
        return vals

    def _get_nonconformity_goods(self):
        waiting = self.state == "draft" and self.location_id.usage == "internal"
        return [
            {
                "product_id": self.product_id.id,
                "lot_id": self.lot_id.id,
                "package_id": self.package_id.id,
                "owner_id": self.owner_id.id,
                "exact": waiting,
                "location_id": self.location_id.id if waiting else False,
                "quantity": self.scrap_qty,
                "uom_id": self.product_uom_id.id,
            }
        ]

    def _get_nonconformity_domain(self):
        """Those found on the scrap order, and those whose disposition it carries out."""
        decided = self.sudo().disposition_id.nonconformity_id  # ids to search among
        return super()._get_nonconformity_domain() | Domain("id", "in", decided.ids)

    def _count_nonconformities(self):
        found = self.env["quality.nonconformity"].search_fetch(
            self._get_nonconformity_domain(), ["origin_model", "origin_id"]
        )
        # whose disposition it is may be hidden: only what was found is counted
        decided = {s.id: s.sudo().disposition_id.nonconformity_id.id for s in self}
        return {
            scrap.id: len(
                found.filtered(
                    lambda record, scrap=scrap: (
                        (record.origin_model, record.origin_id)
                        == (scrap._name, scrap.id)
                        or record.id == decided[scrap.id]
                    )
                )
            )
            for scrap in self
        }
