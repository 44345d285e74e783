from odoo import fields, models


class QualityNonconformityLine(models.Model):
    """Goods that a nonconformity isolated: one place, lot, package, owner.

    Written by the isolation, or before it to say exactly which goods are meant.
    ``quantity`` and ``disposed_quantity`` are in the product's own unit.
    """

    _name = "quality.nonconformity.line"
    _description = "Isolated Goods"
    _check_company_auto = True

    nonconformity_id = fields.Many2one(
        "quality.nonconformity", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="nonconformity_id.company_id", store=True)
    product_id = fields.Many2one(related="nonconformity_id.product_id", store=True)
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
        "stock.location", "Isolated in", readonly=True, check_company=True
    )
    quantity = fields.Float(digits="Product Unit", required=True)
    allocation_ids = fields.One2many("quality.disposition.line", "line_id")

    _quantity_check = models.Constraint(
        "CHECK(quantity > 0)", "Isolated goods have a quantity above zero."
    )

    def _get_remaining_quantity(self):
        """What of it still stands in the zone: not moved out by a disposition."""
        self.ensure_one()
        return self.quantity - sum(self.allocation_ids.mapped("gone_quantity"))

    def _get_free_quantity(self):
        """What of it no disposition claims yet."""
        self.ensure_one()
        return self.quantity - sum(self.allocation_ids.mapped("counted_quantity"))

    def _prepare_move_line_vals(self):
        """Values of a move line that takes exactly these goods, in their package."""
        self.ensure_one()
        return {
            "lot_id": self.lot_id.id,
            "package_id": self.package_id.id,
            "owner_id": self.owner_id.id,
        }
