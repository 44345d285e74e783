from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from .zone_pass import with_zone_pass

#: kinds whose goods may become another product
TRANSFORMING_KINDS = ("downgrade", "process")
#: of a lot, taken over by the lot of the same goods under another product
INHERITED = (
    "ref",
    "manufacturer_id",
    "production_date",
    "expiration_date",
    "use_date",
    "removal_date",
    "alert_date",
)


class QualityDispositionTransform(models.Model):
    """Goods become another product: consumed and produced, genealogy and value kept.

    Both moves go through the production location. Each produced line names the line it
    was made of, so that traces and recalls follow it. What is produced is worth what
    was consumed; a product at standard cost enters stock at its own cost, and the
    difference stays in the production location, as with any production.
    """

    _inherit = "quality.disposition"

    def _is_transformed(self):
        """Whether the goods become another product."""
        self.ensure_one()
        target = self.target_product_id
        return (
            self.kind in TRANSFORMING_KINDS
            and bool(target)
            and target != self.product_id
        )

    @api.constrains("target_product_id", "kind", "nonconformity_id")
    def _check_target_product(self):
        for record in self.filtered(lambda d: d._is_transformed()):
            target, unit = record.target_product_id, record.product_uom_id
            problem = None
            if not target.is_storable:
                problem = self.env._("no stock is kept of it")
            elif not unit._has_common_reference(target.uom_id):
                problem = self.env._(
                    "it is kept in %(other)s, and %(unit)s cannot be converted into it",
                    other=target.uom_id.name,
                    unit=unit.name,
                )
            elif target.tracking == "serial" and (
                record.product_id.tracking != "serial" or unit != target.uom_id
            ):
                problem = self.env._(
                    "it has serial numbers, and these goods have none to take over"
                )
            if problem:
                raise ValidationError(
                    self.env._(
                        "%(product)s cannot become %(target)s: %(problem)s. Choose "
                        "another product, or none: the goods then keep theirs.",
                        product=record.product_id.display_name,
                        target=target.display_name,
                        problem=problem,
                    )
                )

    def _transform(self, passages):
        """Consume the goods of ``passages``, produce the target product in their stead.

        Lots keep their names, dates and maker. Goods that are valued by lot are turned
        one lot at a time, so that each keeps its value.
        """
        self.ensure_one()
        workshop = self.product_id.property_stock_production
        by_lot = self.product_id.lot_valuated or self.target_product_id.lot_valuated
        batches = {}
        for way in self.nonconformity_id._find_goods(passages):
            vals, __, source, target = way
            key = (source, target, by_lot and vals["lot_id"])
            batches.setdefault(key, []).append(way)
        for (source, target, __), ways in batches.items():
            consumed = self._create_transformation_move(
                self.product_id,
                source,
                workshop,
                [(vals, quantity) for vals, quantity, *__ in ways],
            )
            consumed._action_done()
            produced = self._create_transformation_move(
                self.target_product_id,
                workshop,
                target,
                [self._prepare_produced_line(line) for line in consumed.move_line_ids],
            )
            produced._action_done()

    def _prepare_produced_line(self, consumed):
        """Return (values, quantity) of the line that ``consumed`` turns into."""
        quantity = self.product_uom_id._compute_quantity(
            consumed.quantity_product_uom,
            self.target_product_id.uom_id,
            rounding_method="HALF-UP",
        )
        vals = {
            "lot_id": self._get_target_lot(consumed.lot_id).id,
            "owner_id": consumed.owner_id.id,
            "consume_line_ids": [Command.link(consumed.id)],
        }
        return vals, quantity

    def _get_target_lot(self, lot):
        """The lot of the same name of the target product, made if need be."""
        target = self.target_product_id
        if target.tracking == "none":
            return self.env["stock.lot"]
        name = lot.name or self.name
        known = self.env["stock.lot"].search(
            [
                ("product_id", "=", target.id),
                ("name", "=", name),
                ("company_id", "in", (False, self.company_id.id)),
            ],
            limit=1,
        )
        return known or self.env["stock.lot"].create(self._prepare_target_lot_vals(lot))

    def _prepare_target_lot_vals(self, lot):
        """Hook: values of the target product's lot; it is no younger than ``lot``."""
        inherited = lot.read(INHERITED, load=None)[0] if lot else {}
        inherited.pop("id", None)
        return inherited | {
            "name": lot.name or self.name,
            "product_id": self.target_product_id.id,
            "company_id": lot.company_id.id,
        }

    def _create_transformation_move(self, product, source, target, lines):
        """Create a move of ``product`` with ``lines``, pairs (values, quantity)."""
        places = {
            "product_id": product.id,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": self.company_id.id,
        }
        line_vals = [
            places
            | {
                "product_uom_id": product.uom_id.id,
                "quantity": quantity,
                "picked": True,
            }
            | vals
            for vals, quantity in lines
        ]
        return with_zone_pass(self.env["stock.move"]).create(
            places
            | {
                "product_uom": product.uom_id.id,
                "product_uom_qty": product.uom_id.round(
                    sum(quantity for __, quantity in lines)
                ),
                "origin": self._get_origin(),
                "nonconformity_id": self.nonconformity_id.id,
                "disposition_id": self.id,
                "date": fields.Datetime.now(),
                "picked": True,
                "move_line_ids": [Command.create(vals) for vals in line_vals],
            }
        )
