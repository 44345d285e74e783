from odoo import api, fields, models
from odoo.exceptions import UserError


class StockMove(models.Model):
    """Goods sent in exchange for returned ones [CO-66, CO-67]."""

    _inherit = "stock.move"

    quality_replacement = fields.Boolean(
        "Replacement",
        readonly=True,
        copy=False,
        help="Replaces goods of the return at no charge.",
    )

    @api.model
    def _get_replacement_fields(self):
        return ("quality_return_line_id", "quality_replacement")

    def _prepare_replacement_vals(self):
        self.ensure_one()
        if not self.quality_replacement:
            return {}
        return {
            "quality_replacement": True,
            "quality_return_line_id": self.quality_return_line_id.id,
        }

    def _prepare_move_split_vals(self, qty):
        return super()._prepare_move_split_vals(qty) | self._prepare_replacement_vals()

    def _get_new_picking_values(self):
        vals = super()._get_new_picking_values()
        # the engine's own link; who makes the transfer need not read returns
        returns = self.filtered("quality_replacement").sudo()
        returns = returns.quality_return_line_id.return_id
        return vals | ({"quality_return_id": returns.id} if len(returns) == 1 else {})

    def _action_done(self, cancel_backorder=False):
        done = super()._action_done(cancel_backorder=cancel_backorder)
        sent = done.filtered(lambda move: move._is_replacement_sent())
        if sent:
            # the deliverer need not read returns
            lines = sent.sudo().quality_return_line_id
            lines.return_id._check_replaced(lines)
        return done

    def _is_replacement_sent(self):
        """Whether this move brings a replacement to the customer."""
        self.ensure_one()
        return (
            self.quality_replacement
            and self.state == "done"
            and self.location_dest_id.usage == "customer"
        )

    def _is_replacement_planned(self):
        """Whether it is the last known step of a replacement under way."""
        self.ensure_one()
        return (
            self.quality_replacement
            and self.state not in ("done", "cancel")
            and not self.move_dest_ids
        ) or (
            # picked, and the next step is not made yet
            self.quality_replacement
            and self.state == "done"
            and self.location_dest_id.usage != "customer"
            and not self.move_dest_ids
        )

    def _get_replacement_quantity(self):
        """Return the quantity in the unit of the product: sent, or to be sent."""
        self.ensure_one()
        quantity = self.quantity if self.state == "done" else self.product_uom_qty
        return self.product_uom._compute_quantity(
            quantity, self.product_id.uom_id, round=False
        )

    def write(self, vals):
        names = set(self._get_replacement_fields())
        if vals.keys() & names and not self.env.su:
            if self.filtered("quality_replacement") or vals.get("quality_replacement"):
                raise UserError(
                    self.env._(
                        "What replaces returned goods is noted when the return makes "
                        "its delivery. Use “Replace Goods” on the return."
                    )
                )
        return super().write(vals)
