from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from .zone_pass import with_zone_pass


class QualityInspectionPost(models.Model):
    """What a finished inspection posts; all of it as superuser, after the checks."""

    _inherit = "quality.inspection.record"

    def _settle(self):
        """Accepted goods leave the inspection zone, rejected ones are isolated.

        Before the goods are received there is nothing to move: the receipt asks for
        :meth:`_allocate_receipts` then.
        """
        self.ensure_one()
        waiting = self._get_waiting_goods()
        self._check_still_there(waiting)
        if self.uom_id.compare(self.accepted_quantity, 0) > 0:
            self._move_accepted(waiting)
        if self.uom_id.compare(self.rejected_quantity, 0) > 0:
            self._open_nonconformity(waiting)

    # -- where the goods are -------------------------------------------------------

    def _get_warehouse(self):
        self.ensure_one()
        return (
            self.location_id.warehouse_id
            or self.picking_id.picking_type_id.warehouse_id
            or self.env["stock.warehouse"].search(
                [("company_id", "=", self.company_id.id)], limit=1
            )
        )

    def _get_inspection_zone(self):
        return self._get_warehouse()._get_quality_zone("inspection")

    def _get_waiting_goods(self):
        """Return the goods that wait for this inspection, as rows of what is where.

        In the inspection zone, or where a receipt of several steps has set them down;
        no more than the quantity of the record. Rows are dicts of ``lot_id``,
        ``package_id``, ``owner_id``, ``location_id`` (records) and ``quantity``.
        """
        self.ensure_one()
        warehouse = self._get_warehouse()
        places = (
            self.location_id
            or self._get_inspection_zone()
            | warehouse.wh_input_stock_loc_id
            | warehouse.wh_qc_stock_loc_id
        )
        quants = self.env["stock.quant"].search(self._get_goods_domain(places))
        wanted, goods = self.quantity, []
        for quant in quants.sorted(lambda q: (q.location_id not in places, q.id)):
            share = min(wanted, quant.quantity)
            if self.uom_id.compare(share, 0) > 0:
                goods.append(self._prepare_goods_row(quant, share))
                wanted -= share
        return goods

    def _check_still_there(self, waiting):
        """Refuse a result on goods that have left the zone meanwhile.

        :raises UserError: fewer stand there than the record speaks of
        """
        found = sum(row["quantity"] for row in waiting)
        found += self._get_released_quantity()
        gone = self.uom_id.compare(found, self.quantity) < 0
        if self.location_id and self.product_id.is_storable and gone:
            raise UserError(
                self.env._(
                    "%(name)s is about %(quantity)g %(uom)s in %(place)s, %(found)g are "
                    "there. Take it back with a reason: a new record is made of what is "
                    "still there.",
                    name=self.name,
                    quantity=self.quantity,
                    uom=self.uom_id.name,
                    place=self.location_id.display_name,
                    found=found,
                )
            )

    def _get_released_quantity(self):
        """Hook: what left the zone by a decision before the inspection."""
        self.ensure_one()
        return 0.0

    def _prepare_goods_row(self, quant, quantity):
        # not the quant itself: core deletes it when its goods have moved
        names = ("lot_id", "package_id", "owner_id", "location_id")
        return {name: quant[name] for name in names} | {"quantity": quantity}

    def _get_goods_domain(self, places):
        lots = self._get_lots()
        domain = (
            Domain("product_id", "=", self.product_id.id)
            & Domain("location_id", "child_of", places.ids)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("quantity", ">", 0)
        )
        if lots:
            domain &= Domain("lot_id", "in", lots.ids)
        if self.move_line_ids:
            owners = {line.owner_id.id for line in self.move_line_ids}
            domain &= Domain("owner_id", "in", list(owners))
        return domain

    # -- accepted ------------------------------------------------------------------

    def _move_accepted(self, waiting):
        """Move what was accepted out of the zone to where it was bound for.

        :param list waiting: of :meth:`_get_waiting_goods`; shortened by what is moved
        """
        zones = self.env["stock.location"]._get_zone_map()
        wanted, passages = self.accepted_quantity, []
        for row in waiting:
            if row["location_id"].id not in zones or self._is_rejected(row):
                continue  # a receipt of several steps goes on by its own transfers
            share = min(wanted, row["quantity"])
            if self.uom_id.compare(share, 0) > 0:
                passages.append(row | {"quantity": share})
                row["quantity"] -= share
                wanted -= share
        if passages:
            self._create_accepted_picking(passages)._action_done()
            lots = [row["lot_id"].id for row in passages if row["lot_id"]]
            self._add_passed(sum(row["quantity"] for row in passages), lots)

    def _is_rejected(self, row):
        """Whether this very serial number was refused while others were accepted."""
        return self.verdict == "partial" and row["lot_id"] in self.rejected_serial_ids

    def _add_passed(self, quantity, lot_ids):
        """Count goods that this record has let into stock (product's unit)."""
        self.ensure_one()
        serials = [lot_id for lot_id in lot_ids if lot_id in self.serial_ids.ids]
        self._write_gated(
            {
                "passed_quantity": self.passed_quantity + quantity,
                "passed_serial_ids": [Command.link(lot_id) for lot_id in serials],
            }
        )

    def _create_accepted_picking(self, passages):
        kind = self._get_warehouse().quarantine_out_type_id
        source = self.location_id or self._get_inspection_zone()
        target = self._get_target()
        common = {
            "product_id": self.product_id.id,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": self.company_id.id,
            "picked": True,
        }
        whole = self._get_whole_packages(passages)
        lines = [
            Command.create(common | self._prepare_accepted_line_vals(row, whole))
            for row in passages
        ]
        move = common | {
            "product_uom": self.uom_id.id,
            "product_uom_qty": sum(row["quantity"] for row in passages),
            "move_line_ids": lines,
        }
        return with_zone_pass(self.env["stock.picking"]).create(
            {
                "picking_type_id": kind.id,
                "company_id": self.company_id.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "origin": self.name,
                "scheduled_date": fields.Datetime.now(),
                "move_ids": [Command.create(move)],
            }
        )

    def _prepare_accepted_line_vals(self, row, whole):
        package, quantity = row["package_id"], row["quantity"]
        place = self._get_target()._get_putaway_strategy(
            self.product_id, quantity, package=package
        )
        return {
            "product_uom_id": self.uom_id.id,
            "quantity": quantity,
            "location_id": row["location_id"].id,
            "location_dest_id": place.id,
            "lot_id": row["lot_id"].id,
            "owner_id": row["owner_id"].id,
            "package_id": package.id,
            "result_package_id": package.id if package in whole else False,
        }

    def _get_whole_packages(self, passages):
        """Packages that move with all that is in them: the goods stay packed."""
        moved = {}
        for row in passages:
            package = row["package_id"]
            moved[package] = moved.get(package, 0.0) + row["quantity"]
        return [
            package
            for package, quantity in moved.items()
            if package
            and not package.child_package_ids
            and self.uom_id.is_zero(
                sum(package.quant_ids.mapped("quantity")) - quantity
            )
        ]

    def _get_target(self):
        """Where accepted goods go: as the receipt meant, else the warehouse's stock."""
        stock = self._get_warehouse().lot_stock_id
        target = self.location_dest_id
        usable = target.usage == "internal" and not target._is_in_zone()
        return target if usable else stock
