from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from .quality_disposition import WORD_KINDS


class QualityDispositionAllocate(models.Model):
    """Which of the isolated goods a disposition speaks of; serial numbers by name."""

    _inherit = "quality.disposition"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record in records:
            record._choose_serials()
        return records

    @api.constrains("lot_ids", "quantity", "uom_id", "kind", "nonconformity_id")
    def _check_lots(self):
        """Lots are those of the nonconformity; a serial number is one piece, once."""
        for record in self.filtered(lambda d: d.nonconformity_id.kind == "product"):
            source = record.nonconformity_id
            if foreign := record.lot_ids - source.lot_ids:
                raise ValidationError(
                    self.env._(
                        "%(lots)s are not among the lots of %(name)s.",
                        lots=", ".join(foreign.mapped("name")),
                        name=source.name,
                    )
                )
            if record.product_id.tracking == "serial":
                record._check_serials()

    def _check_serials(self):
        self.ensure_one()
        pieces = round(self.product_quantity)
        if self.product_uom_id.compare(self.product_quantity, pieces):
            raise ValidationError(
                self.env._(
                    "%(product)s has serial numbers: %(quantity)g is no number of "
                    "pieces.",
                    product=self.product_id.display_name,
                    quantity=self.product_quantity,
                )
            )
        if self.lot_ids and len(self.lot_ids) != pieces:
            raise ValidationError(
                self.env._(
                    "%(count)s serial numbers are chosen for %(pieces)s pieces. Make "
                    "them agree.",
                    count=len(self.lot_ids),
                    pieces=pieces,
                )
            )
        if twice := self.lot_ids & self._get_claimed_lots():
            raise ValidationError(
                self.env._(
                    "%(serials)s have another disposition already: each piece has one.",
                    serials=", ".join(twice.mapped("name")),
                )
            )

    def _choose_serials(self):
        """Name the pieces where a part was proposed without saying which."""
        self.ensure_one()
        source = self.nonconformity_id
        if (
            self.product_id.tracking != "serial"
            or self.lot_ids
            or not self._moves_goods()
            or self.product_uom_id.compare(self.product_quantity, len(source.lot_ids))
            >= 0
        ):
            return
        free = (source.lot_ids - self._get_claimed_lots()).sorted("id")
        self.lot_ids = free[: round(self.product_quantity)]

    def _get_claimed_lots(self):
        """Lots, of serial products, that other dispositions claim."""
        self.ensure_one()
        lots = self.env["stock.lot"]
        for other in self.nonconformity_id.disposition_ids - self:
            if other.state == "cancelled":
                continue
            claiming = other.line_ids.filtered(
                lambda row: row.uom_id.compare(row.counted_quantity, 0) > 0
            )
            lots |= claiming.lot_id if other.line_ids else other.lot_ids
        return lots

    def _moves_goods(self):
        """Whether executing it takes isolated goods out of the zone."""
        self.ensure_one()
        return (
            self.nonconformity_id.kind == "product"
            and self.product_id.is_storable
            and self.kind not in (*WORD_KINDS, "replenish")
            and not self._is_refused_outside()
        )

    def _is_refused_outside(self):
        """Whether it refuses goods at the door: they were never received [NC-23]."""
        self.ensure_one()
        source = self.nonconformity_id
        refused = self.kind == "refuse" and source.detection_point == "receipt"
        return refused and not source.line_ids

    def _allocate(self):
        """Fix which isolated goods it speaks of, oldest line first.

        :raises UserError: fewer of them stand in the zone than it says
        """
        self.ensure_one()
        if not self._moves_goods():
            return
        wanted, rows = self.product_quantity, []
        unit = self.product_uom_id
        for line in self.nonconformity_id.line_ids.filtered("zone_id"):
            if self.lot_ids and line.lot_id not in self.lot_ids:
                continue
            share = min(wanted, line._get_free_quantity())
            if unit.compare(share, 0) > 0:
                rows.append({"line_id": line.id, "quantity": unit.round(share)})
                wanted -= share
        if unit.compare(wanted, 0) > 0:
            raise UserError(
                self.env._(
                    "%(name)s: %(missing)g %(uom)s of these goods do not stand in the "
                    "zone (or another disposition claims them). Isolate them first, "
                    "reduce the quantity, or choose other lots. What will not come back "
                    "is decided in words: “Correct”, or “Apologise to the customer”.",
                    name=self.display_name,
                    missing=wanted,
                    uom=unit.name,
                )
            )
        self._write_gated({"line_ids": [Command.create(row) for row in rows]})
