from odoo import api, fields, models
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

    @api.depends("disposition_id.name")
    def _compute_reference(self):
        """A transformation has no transfer: it names the disposition it carries out.

        Core puts the reference into the journal entry of real-time valuation.
        """
        turned = self.filtered(
            lambda move: move.disposition_id and not (move.picking_id or move.scrap_id)
        )
        for move in turned:
            move.reference = move.disposition_id.name
        return super(StockMove, self - turned)._compute_reference()

    def write(self, vals):
        if any(name in vals for name in CLAIMS) and not self._may_claim():
            raise UserError(self._claim_message())
        return super().write(vals)

    def _check_hold_claim(self):
        result = super()._check_hold_claim()
        claiming = self.nonconformity_id or self.disposition_id
        if claiming and not self._may_claim():
            raise UserError(self._claim_message())
        return result

    def _may_claim(self):
        return self.env.su or has_zone_pass(self.env)

    def _claim_message(self):
        return self.env._(
            "Which moves belong to a nonconformity or a disposition is noted by isolating "
            "the goods and carrying out the decision. Leave these links as they are."
        )

    def _skip_push(self):
        """Goods stay where the engine brings them: no rule takes them further."""
        decided = self.nonconformity_id and has_zone_pass(self.env)
        return bool(decided) or super()._skip_push()

    def _get_value_from_production(self, quantity, at_date=None):
        """What a transformation produces is worth what it consumed.

        A product at standard cost keeps to its cost: the difference stays where the
        goods were turned, as with any production.
        """
        sources = self.move_line_ids.consume_line_ids.move_id
        if (
            not self.disposition_id
            or not sources
            or self.product_id.cost_method == "standard"
        ):
            return super()._get_value_from_production(quantity, at_date)
        return {
            "value": sum(sources.mapped("value")) * quantity / self._get_valued_qty(),
            "quantity": quantity,
            "description": self.env._(
                "Value of the goods that %(name)s turned into these",
                name=self.disposition_id.name,
            ),
        }
