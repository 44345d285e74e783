from odoo import models
from odoo.fields import Domain


class QualityHold(models.Model):
    """A hold whose goods turn out nonconforming: it stays the hold of the report."""

    _name = "quality.hold"
    _inherit = ["quality.hold", "quality.nonconformity.origin.mixin"]

    _nonconformity_link = "hold_id"

    def _prepare_nonconformity_vals(self):
        return super()._prepare_nonconformity_vals() | {
            "description": self.reason,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "confidential": self.confidential,
        }

    def _get_nonconformity_goods(self):
        goods = [
            {
                "product_id": lot.product_id.id,
                "lot_id": lot.id,
                "quantity": lot.product_qty,
            }
            for lot in self.lot_ids
        ]
        return goods + [
            {"product_id": product.id, "quantity": self.quantity}
            for product in self.whole_product_ids
        ]

    def _get_nonconformity_domain(self):
        """Those that hold by it, were reported from it, or placed it themselves."""
        sources = self.filtered(
            lambda hold: hold.origin_model == "quality.nonconformity"
        )
        return (
            Domain("hold_id", "in", self.ids)
            | (
                Domain("origin_model", "=", self._name)
                & Domain("origin_id", "in", self.ids)
            )
            | Domain("id", "in", sources.mapped("origin_id"))
        )

    def _count_nonconformities(self):
        counts = dict.fromkeys(self.ids, 0)
        found = self.env["quality.nonconformity"].search_fetch(
            self._get_nonconformity_domain(), ["hold_id", "origin_model", "origin_id"]
        )
        for hold in self:
            counts[hold.id] = len(found.filtered(hold._concerns_nonconformity))
        return counts

    def _concerns_nonconformity(self, record):
        self.ensure_one()
        placed_by = (self.origin_model, self.origin_id) == (record._name, record.id)
        found_on = (record.origin_model, record.origin_id) == (self._name, self.id)
        return record.hold_id == self or placed_by or found_on
