from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: their goods are isolated, and not cleared by anybody yet
HELD_STATES = ("isolated", "review", "decided", "executing", "verification")


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

    def _check_can_release(self, reason):
        """Also: what an open nonconformity holds is let go by closing it [NC-18]."""
        result = super()._check_can_release(reason)
        placed = self.filtered(
            lambda hold: hold.origin_model == "quality.nonconformity"
        )
        # of other departments, and confidential ones, too
        waiting = (
            self.env["quality.nonconformity"]
            .sudo()
            .search(
                (
                    Domain("hold_id", "in", self.ids)
                    | Domain("id", "in", placed.mapped("origin_id"))
                )
                & Domain("state", "in", HELD_STATES)
            )
        )
        if waiting:
            raise UserError(
                self.env._(
                    "%(holds)s keeps the goods of %(names)s, which are not dealt with "
                    "yet. It is released when that is closed, or judged conforming.",
                    holds=", ".join(self.mapped("name")),
                    names=", ".join(waiting.mapped("name")),
                )
            )
        return result

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
