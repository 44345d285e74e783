from odoo import api, models
from odoo.exceptions import ValidationError

from .quality_disposition import WORD_KINDS
from .zone_pass import with_zone_pass


class QualityDispositionPost(models.Model):
    """What executing a disposition posts: one method per kind, ``_post_<kind>``.

    All run as superuser in the company of the disposition, after the checks of
    ``_execute``; every stock move carries ``disposition_id`` and ``nonconformity_id``.
    Returns stand in ``quality_disposition_return.py``, goods that become another
    product in ``…_transform.py``.
    """

    _inherit = "quality.disposition"

    @api.constrains("location_dest_id")
    def _check_location_dest(self):
        """Good goods go into stock: to a customer by a delivery, to a zone by the kind."""
        for record in self:
            if message := record._get_place_problem():
                raise ValidationError(message)

    def _get_place_problem(self):
        """Return why its goods cannot go to the place chosen, or None."""
        place = self.location_dest_id
        if not place or (
            place.active and place.usage == "internal" and not place._is_in_zone()
        ):
            return None
        return self.env._(
            "%(place)s is no place in stock: choose an internal location outside of the "
            "quality zones, or leave it empty.",
            place=place.display_name,
        )

    def _get_kind_blockers(self):
        """Also: the place chosen may have changed since it was approved."""
        blockers = super()._get_kind_blockers()
        if problem := self._get_place_problem():
            blockers.append(problem)
        return blockers

    def _post(self):
        self.ensure_one()
        if self.kind in WORD_KINDS or self.nonconformity_id.kind == "service":
            return
        if self.kind == "replenish" or self._moves_goods():
            getattr(self, f"_post_{self.kind}")()

    def _post_use_as_is(self):
        self._post_transfer(self._get_destination)

    def _post_rework(self):
        """Handed in for inspection, separately from other goods [NC-15]."""
        self._post_transfer(lambda zone: self._get_zone_beside(zone, "inspection"))

    _post_repair = _post_sort = _post_process = _post_rework

    def _post_downgrade(self):
        if self._is_transformed():
            self._transform(
                [
                    row._prepare_passage(
                        row.zone_id, self._get_destination(row.zone_id)
                    )
                    for row in self.line_ids
                ]
            )
        else:
            self._post_transfer(self._get_destination)

    def _post_scrap(self):
        """One scrap order per place, lot and package: their value is a loss."""
        source = self.nonconformity_id
        ways = source._find_goods(
            [row._prepare_passage(row.zone_id, row.zone_id) for row in self.line_ids]
        )
        scraps = with_zone_pass(self.env["stock.scrap"]).create(
            [
                self._prepare_scrap_vals(vals, quantity, zone)
                for vals, quantity, zone, __ in ways
            ]
        )
        for scrap in scraps:
            scrap.do_scrap()
            # with mrp, core computes the quantity of several at once wrongly: as 1
            scrap.flush_recordset(["scrap_qty"])

    _post_destroy = _post_scrap

    def _prepare_scrap_vals(self, goods, quantity, zone):
        """Hook: values of a scrap order.

        :param dict goods: ``lot_id``, ``package_id``, ``owner_id``
        :param float quantity: in the product's unit
        :param zone: where they stand
        """
        return goods | {
            "product_id": self.product_id.id,
            "scrap_qty": quantity,
            "product_uom_id": self.product_uom_id.id,
            "location_id": zone.id,
            "company_id": self.company_id.id,
            "origin": self._get_origin(),
            "disposition_id": self.id,
        }

    # -- transfers -----------------------------------------------------------------

    def _post_transfer(self, find_target):
        """Move the goods out of their zone.

        :param find_target: function zone → the location where the goods go
        """
        by_warehouse = self.line_ids.grouped(lambda row: row.zone_id.warehouse_id)
        for warehouse, rows in by_warehouse.items():
            passages = [
                row._prepare_passage(row.zone_id, find_target(row.zone_id))
                for row in rows
            ]
            picking = self._create_zone_picking(
                warehouse.quarantine_out_type_id, passages
            )
            picking._action_done()

    def _post_inspected(self, good, bad):
        """After rework: what is good goes on to stock, the rest back to its zone."""
        self.ensure_one()
        unit = self.product_uom_id
        transfers, transformed = {}, []
        for row in self._get_inspected_rows():
            passed = unit.round(min(good, row.quantity))
            good = unit.round(good - passed)
            row.bad_quantity = unit.round(row.quantity - passed)
            zone = row.zone_id
            inspected = self._get_zone_beside(zone, "inspection")
            target = self._get_destination(zone)
            if unit.compare(passed, 0) > 0:
                way = row._prepare_passage(inspected, target, passed)
                if self._is_transformed():
                    transformed.append(way)
                else:
                    transfers.setdefault((zone.warehouse_id, target), []).append(way)
            if unit.compare(row.bad_quantity, 0) > 0:
                way = row._prepare_passage(inspected, zone, row.bad_quantity)
                transfers.setdefault((zone.warehouse_id, zone), []).append(way)
        for (warehouse, __), ways in transfers.items():
            kind = warehouse.quarantine_out_type_id
            self._create_zone_picking(kind, ways)._action_done()
        if transformed:
            self._transform(transformed)

    def _create_zone_picking(
        self, picking_type, passages, picking_vals=None, **move_vals
    ):
        source = self.nonconformity_id
        return source._create_zone_picking(
            picking_type, passages, picking_vals, disposition_id=self.id, **move_vals
        )

    def _get_destination(self, zone):
        return self.location_dest_id or zone.warehouse_id.lot_stock_id

    def _get_zone_beside(self, zone, key):
        """The zone ``key`` of the warehouse that ``zone`` belongs to."""
        return zone.warehouse_id._get_quality_zone(key)

    def _get_origin(self):
        return f"{self.nonconformity_id.name} {self.name}"
