from odoo import api, fields, models
from odoo.exceptions import ValidationError


class QualityDisposition(models.Model):
    """How much a disposition is for [NC-54].

    ``quantity`` is in ``uom_id``; ``product_quantity`` and all computed quantities are
    in the product's own unit.
    """

    _inherit = "quality.disposition"

    quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_quantity",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    uom_id = fields.Many2one(
        "uom.uom",
        "Unit",
        compute="_compute_quantity",
        store=True,
        readonly=False,
        precompute=True,
    )
    product_quantity = fields.Float(
        "Quantity in the Product's Unit",
        digits="Product Unit",
        compute="_compute_product_quantity",
        store=True,
        precompute=True,
    )
    product_uom_id = fields.Many2one(
        related="product_id.uom_id", string="Product's Unit"
    )
    counted_quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_counted_quantity",
        store=True,
        help="What it takes off the quantity still to decide: not what failed the "
        "re-inspection.",
    )

    _quantity_check = models.Constraint(
        "CHECK(quantity >= 0)", "A disposition has no negative quantity."
    )

    @api.depends("nonconformity_id")
    def _compute_quantity(self):
        """All that is still to decide, unless another quantity is given.

        In the unit of the nonconformity, or in the product's own where only that one
        can say it: 7 pieces are no dozens.
        """
        for record in self:
            source = record.nonconformity_id
            unit, own = record.uom_id or source.uom_id, source.product_uom_id
            quantity, rest = record.quantity, max(source.open_quantity, 0.0)
            if not quantity and own and unit:
                quantity = own._compute_quantity(rest, unit, round=False)
                said = unit._compute_quantity(
                    unit.round(quantity), own, rounding_method="HALF-UP"
                )
                if not record.uom_id and own.compare(said, rest):
                    unit, quantity = own, rest
            record.uom_id = unit
            record.quantity = quantity

    @api.depends("quantity", "uom_id", "product_id")
    def _compute_product_quantity(self):
        for record in self:
            unit = record.product_id.uom_id
            record.product_quantity = (
                record.uom_id._compute_quantity(
                    record.quantity, unit, rounding_method="HALF-UP"
                )
                if unit and record.uom_id
                else record.quantity
            )

    @api.depends("state", "product_quantity", "bad_quantity")
    def _compute_counted_quantity(self):
        for record in self:
            lively = record.state != "cancelled"
            counted = record.product_quantity - record.bad_quantity
            record.counted_quantity = counted if lively else 0.0

    @api.constrains("quantity", "uom_id", "nonconformity_id")
    def _check_quantity(self):
        for record in self.filtered(lambda d: d.nonconformity_id.kind == "product"):
            source = record.nonconformity_id
            unit = record.product_uom_id
            if not unit:
                raise ValidationError(
                    self.env._(
                        "%(name)s names no product yet: say what is nonconforming "
                        "before you propose what becomes of it.",
                        name=source.name,
                    )
                )
            if min(record.quantity, unit.round(record.product_quantity)) <= 0:
                raise ValidationError(
                    self.env._("A disposition is for a quantity above zero.")
                )
            if unit.compare(source.open_quantity, 0) < 0:
                raise ValidationError(
                    self.env._(
                        "The dispositions of %(name)s would sum up to %(sum)s "
                        "%(uom)s, its quantity is %(quantity)s %(uom)s. Reduce this "
                        "disposition or another.",
                        name=source.name,
                        sum=source.disposed_quantity,
                        quantity=source.product_quantity,
                        uom=unit.name,
                    )
                )
