from odoo import api, fields, models
from odoo.exceptions import UserError

from .zone_pass import has_zone_pass

#: what the isolation itself notes, never a user
ENGINE_FIELDS = ("zone_id", "zone_package_id", "chain_move_id", "chain_quantity")


class QualityNonconformityLine(models.Model):
    """Goods that a nonconformity isolated: one place, lot, package, owner [NC-08].

    Written by the isolation, or before it by the user to say exactly which goods are
    meant; from then on evidence. ``quantity`` is in the product's own unit.
    """

    _name = "quality.nonconformity.line"
    _description = "Isolated Goods"
    _inherit = ["quality.guard.mixin"]
    _check_company_auto = True

    nonconformity_id = fields.Many2one(
        "quality.nonconformity", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="nonconformity_id.company_id", store=True, index=True
    )
    product_id = fields.Many2one(
        related="nonconformity_id.product_id", store=True, index=True
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    lot_id = fields.Many2one(
        "stock.lot",
        index="btree_not_null",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
    )
    package_id = fields.Many2one("stock.package", index="btree_not_null")
    owner_id = fields.Many2one("res.partner", index="btree_not_null")
    location_id = fields.Many2one(
        "stock.location",
        "Found in",
        required=True,
        check_company=True,
        domain="[('usage', 'in', ('internal', 'transit'))]",
    )
    zone_id = fields.Many2one(
        "stock.location",
        "Isolated in",
        readonly=True,
        check_company=True,
        index="btree_not_null",
    )
    zone_package_id = fields.Many2one(
        "stock.package",
        "Still Packed in",
        readonly=True,
        index="btree_not_null",
        help="The whole package was isolated: its goods stay packed.",
    )
    chain_move_id = fields.Many2one(
        "stock.move",
        "Further Step",
        readonly=True,
        index="btree_not_null",
        help="The goods were on their way: the move that is for fewer goods now, or "
        "that brings others in their stead.",
    )
    chain_quantity = fields.Float(digits="Product Unit", readonly=True)
    quantity = fields.Float(digits="Product Unit", required=True)
    allocation_ids = fields.One2many("quality.disposition.line", "line_id")

    _quantity_check = models.Constraint(
        "CHECK(quantity > 0)", "Isolated goods have a quantity above zero."
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not has_zone_pass(self.env):
            for vals in vals_list:
                self._check_engine_fields(vals)
            # explicit, so that no default of a context comes in between
            vals_list = [dict.fromkeys(ENGINE_FIELDS, False) | v for v in vals_list]
        lines = super().create(vals_list)
        lines._check_still_draft()
        return lines

    def write(self, vals):
        if not has_zone_pass(self.env):
            self._check_engine_fields(vals)
        self._check_still_draft()
        result = super().write(vals)
        self._check_still_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_isolated(self):
        self._check_still_draft()

    def _check_engine_fields(self, vals):
        for name in ENGINE_FIELDS:
            if vals.get(name) or (self and name in vals):
                raise UserError(
                    self.env._(
                        "Where goods were isolated is noted by the isolation itself. "
                        "Name the goods and where they stand, then press “Isolate”."
                    )
                )

    def _check_still_draft(self):
        """Which goods are meant is fixed once they are isolated."""
        if has_zone_pass(self.env):
            return
        # the company's or the team's rule may hide the record from who writes the line
        for source in self.sudo().nonconformity_id:
            if source.state != "draft":
                raise UserError(
                    self.env._(
                        "The goods of %(name)s are isolated (%(state)s): the list stays "
                        "as it is. If more goods are found, use “More Goods”; if the "
                        "wrong ones were named, cancel it with a reason.",
                        name=source.name,
                        state=source._state_label(source.state),
                    )
                )

    def _check_named(self):
        """Refuse goods that are no goods of the nonconformity."""
        self.ensure_one()
        source = self.nonconformity_id
        tracked = source.tracking != "none"
        problem = None
        if tracked and self.lot_id not in source.lot_ids:
            problem = self.env._("it is none of the lots of %(name)s", name=source.name)
        elif self.location_id.usage not in ("internal", "transit"):
            problem = self.env._("that is no place of ours")
        elif self.location_id.company_id != source.company_id:
            problem = self.env._("that place belongs to another company")
        elif source.tracking == "serial" and self.uom_id.compare(self.quantity, 1):
            problem = self.env._("a serial number is one piece")
        if problem:
            raise UserError(
                self.env._(
                    "%(goods)s in %(place)s cannot be isolated: %(problem)s. Correct "
                    "the list, or clear it: the goods are then looked up.",
                    goods=self._get_goods_label(),
                    place=self.location_id.display_name,
                    problem=problem,
                )
            )

    def _get_goods_label(self):
        self.ensure_one()
        names = [self.product_id, self.lot_id, self.package_id, self.owner_id]
        return ", ".join(record.display_name for record in names if record)

    def _get_remaining_quantity(self):
        """What of it still stands in the zone: not moved out by a disposition."""
        self.ensure_one()
        gone = sum(self.allocation_ids.mapped("gone_quantity"))
        return self.uom_id.round(self.quantity - gone)

    def _get_free_quantity(self):
        """What of it no disposition claims yet."""
        self.ensure_one()
        claimed = sum(self.allocation_ids.mapped("counted_quantity"))
        return self.uom_id.round(self.quantity - claimed)

    def _get_places(self, settled=False):
        """Return ``[(location, quantity)]``: where its goods stand now.

        :param bool settled: also what dispositions have given back to stock
        """
        self.ensure_one()
        places = [(self.zone_id, self._get_remaining_quantity())]
        for row in self.allocation_ids:
            place = row._get_place()
            if place and (settled or place._is_in_zone()):
                places.append((place, row.counted_quantity))
        return [(place, quantity) for place, quantity in places if quantity > 0]

    def _is_replaced(self):
        """Whether other goods are being fetched to where these were found."""
        self.ensure_one()
        step = self.chain_move_id
        fetched = bool(step) and step.location_id != self.location_id
        return fetched and step._is_fetching_begun()

    def _prepare_move_line_vals(self):
        """Values of a move line that takes exactly these goods, in their package."""
        self.ensure_one()
        packed = self.zone_package_id if self.zone_id else self.package_id
        return {
            "lot_id": self.lot_id.id,
            "package_id": packed.id,
            "owner_id": self.owner_id.id,
        }
