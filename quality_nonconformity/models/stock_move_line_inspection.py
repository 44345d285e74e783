from odoo import api, models
from odoo.exceptions import UserError

from .zone_pass import has_zone_pass

#: of a done receipt these say what was received
RECEIVED_FIELDS = {"quantity", "lot_id", "product_id", "location_dest_id", "package_id"}


class Diverted:
    """The lines that the gate of receipts sends into the inspection zone.

    An object of this class in a context comes from this server's code only.
    """

    __slots__ = ("ids",)

    def __init__(self, ids):
        self.ids = frozenset(ids)


class StockMoveLine(models.Model):
    """Receipt lines that need an accepted inspection record [NC-25]."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_received_stays()
        return lines

    def write(self, vals):
        if RECEIVED_FIELDS & vals.keys():
            self._check_received_stays(vals)
        return super().write(vals)

    def _check_received_stays(self, vals=None):
        """Refuse to add to a receipt of inspected goods after it is done.

        :raises UserError: more, or other, goods would be in stock than were inspected
        """
        rules = self.env["product.category"]._get_inspection_rules()
        if not rules or has_zone_pass(self.env):
            return
        for line in self:
            done = line.state == "done" or line.move_id.state == "done"
            if done and line._is_controlled(rules) and line._enters_stock():
                fewer = vals is not None and vals.keys() & RECEIVED_FIELDS == {
                    "quantity"
                }
                if fewer and vals["quantity"] <= line.quantity:
                    continue
                raise UserError(
                    self.env._(
                        "%(transfer)s is done and its goods (%(product)s) were "
                        "inspected: book further or other goods by another receipt.",
                        transfer=line.reference or "",
                        product=line.product_id.display_name,
                    )
                )

    def _is_controlled(self, rules):
        """Whether goods of this line are inspected at receipt."""
        control, days = rules.get(self.product_id.categ_id.id, ("none", 0))
        return control != "none" or days > 0

    def _enters_stock(self):
        """Whether this line makes goods usable that came from outside.

        They come from a supplier, a customer, another company, or from where a receipt
        of several steps has set them down, and do not go into a zone, back to the
        supplier or out of stock. Where uninspected goods are refused, they may be set
        down: the gate stands behind that place then.
        """
        self.ensure_one()
        source, target = self.location_id, self.location_dest_id
        if target.usage in ("supplier", "inventory", "view") or target._is_in_zone():
            return False
        if source._is_in_zone():
            return False
        if not self._comes_from_outside():
            return source._is_arrival() and not target._is_arrival()
        refusing = self.company_id.quality_receipt_gate == "refuse"
        return not (refusing and target._is_arrival())

    def _comes_from_outside(self):
        source, target = self.location_id, self.location_dest_id
        if source.usage == "supplier":
            return True
        if source.usage == "customer":
            return target.usage == "internal"
        if source.usage in ("inventory", "production"):
            # counts and production orders have no transfer; whoever makes one receives
            return bool(self.picking_id) and target.usage == "internal"
        foreign = source.company_id != self.company_id
        return source.usage == "transit" and foreign and target.usage == "internal"

    def _needs_keeper(self):
        """The gate itself sends uninspected goods into the inspection zone."""
        diverted = self.env.context.get("quality_diverted")
        if isinstance(diverted, Diverted) and self.id in diverted.ids:
            return False
        return super()._needs_keeper()
