from odoo import fields, models
from odoo.exceptions import UserError

from .zone_pass import has_zone_pass

#: links that only the engine sets: a move that carries one speaks for a decision
CLAIMS = ("nonconformity_id", "disposition_id")


class StockMove(models.Model):
    """Moves of nonconforming goods: what isolated them, what decided on them."""

    _inherit = "stock.move"

    nonconformity_id = fields.Many2one(
        "quality.nonconformity", index="btree_not_null", readonly=True, copy=False
    )
    disposition_id = fields.Many2one(
        "quality.disposition", index="btree_not_null", readonly=True, copy=False
    )

    def write(self, vals):
        if any(vals.get(name) for name in CLAIMS) and not self._may_claim():
            raise UserError(self._claim_message())
        return super().write(vals)

    def _check_hold_claim(self):
        super()._check_hold_claim()
        if self.disposition_id and not self._may_claim():
            raise UserError(self._claim_message())

    def _may_claim(self):
        return self.env.su or has_zone_pass(self.env)

    def _claim_message(self):
        return self.env._(
            "Which moves belong to a nonconformity or a disposition is noted by isolating "
            "the goods and carrying out the decision. Leave these links as they are."
        )

    def _get_value_from_production(self, quantity, at_date=None):
        """What a transformation produces is worth what it consumed."""
        sources = self.move_line_ids.consume_line_ids.move_id
        if not self.disposition_id or not sources:
            return super()._get_value_from_production(quantity, at_date)
        return {
            "value": sum(sources.mapped("value")),
            "quantity": quantity,
            "description": self.env._(
                "Value of the goods that %(name)s turned into these",
                name=self.disposition_id.name,
            ),
        }
