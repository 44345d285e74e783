from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from .quality_disposition import WORD_KINDS
from .zone_pass import with_zone_pass


class QualityDispositionPost(models.Model):
    """What executing a disposition posts: one method per kind, ``_post_<kind>``.

    All run as superuser, after the checks of ``_execute``; every stock move carries
    ``disposition_id`` and ``nonconformity_id``.
    """

    _inherit = "quality.disposition"

    def _post(self):
        self.ensure_one()
        if self.kind in WORD_KINDS or self.nonconformity_id.kind == "service":
            return
        getattr(self, f"_post_{self.kind}")()

    def _post_use_as_is(self):
        self._post_transfer(self._get_destination)

    def _post_rework(self):
        """Handed in for inspection, separately from other goods [NC-15]."""
        self._post_transfer(lambda zone: self._get_zone_beside(zone, "inspection"))

    _post_repair = _post_sort = _post_process = _post_rework

    def _post_downgrade(self):
        if self.target_product_id and self.target_product_id != self.product_id:
            self._post_transformation()
        else:
            self._post_transfer(self._get_destination)

    def _post_return_supplier(self):
        self._post_return()

    _post_refuse = _post_return_supplier

    def _post_exchange(self):
        returned = self._post_return()
        self._create_replacement_receipt(returned.move_ids)

    def _post_replenish(self):
        self._create_replacement_receipt(self.env["stock.move"])

    def _post_scrap(self):
        scraps = with_zone_pass(self.env["stock.scrap"]).create(
            [self._prepare_scrap_vals(row) for row in self.line_ids]
        )
        scraps.do_scrap()

    _post_destroy = _post_scrap

    def _prepare_scrap_vals(self, row):
        line = row.line_id
        return {
            "product_id": self.product_id.id,
            "lot_id": line.lot_id.id,
            "package_id": line.package_id.id,
            "owner_id": line.owner_id.id,
            "scrap_qty": row.quantity,
            "product_uom_id": self.product_uom_id.id,
            "location_id": line.zone_id.id,
            "company_id": self.company_id.id,
            "origin": f"{self.nonconformity_id.name} {self.name}",
            "disposition_id": self.id,
        }

    # -- transfers -----------------------------------------------------------------

    def _post_transfer(self, find_target):
        """Move the goods out of their zone.

        :param find_target: function zone → the location where the goods go
        """
        by_warehouse = self.line_ids.grouped(lambda row: row.zone_id.warehouse_id)
        for warehouse, rows in by_warehouse.items():
            picking = self._create_zone_picking(
                warehouse.quarantine_out_type_id,
                [
                    (
                        row.line_id._prepare_move_line_vals(),
                        row.quantity,
                        row.zone_id,
                        find_target(row.zone_id),
                    )
                    for row in rows
                ],
            )
            picking._action_done()

    def _post_inspected(self, good, bad):
        """After rework: what is good goes on to stock, the rest back to its zone."""
        self.ensure_one()
        unit = self.product_uom_id
        passages = {}
        for row in self._get_inspected_rows():
            passed = min(good, row.quantity)
            good -= passed
            row.bad_quantity = unit.round(row.quantity - passed)
            inspected = self._get_zone_beside(row.zone_id, "inspection")
            target = self._get_destination(row.zone_id)
            kind = row.zone_id.warehouse_id.quarantine_out_type_id
            vals = row.line_id._prepare_move_line_vals()
            for quantity, place in ((passed, target), (row.bad_quantity, row.zone_id)):
                if unit.compare(quantity, 0) > 0:
                    passages.setdefault((kind, place), []).append(
                        (vals, quantity, inspected, place)
                    )
        for (kind, _place), ways in passages.items():
            self._create_zone_picking(kind, ways)._action_done()

    def _get_inspected_rows(self):
        """Hook: the goods in the order in which the good quantity is counted."""
        return self.line_ids

    def _create_zone_picking(self, picking_type, passages, **move_vals):
        source = self.nonconformity_id
        return source._create_zone_picking(
            picking_type, passages, disposition_id=self.id, **move_vals
        )

    def _get_destination(self, zone):
        return self.location_dest_id or zone.warehouse_id.lot_stock_id

    def _get_zone_beside(self, zone, key):
        """The zone ``key`` of the warehouse that ``zone`` belongs to."""
        return zone.warehouse_id._get_quality_zone(key)

    # -- back to the supplier ------------------------------------------------------

    def _post_return(self):
        """Return the goods to the supplier, against the receipt they came by.

        :return: the transfers, done
        """
        pickings = self.env["stock.picking"]
        grouped = self.line_ids.grouped(
            lambda row: (row.zone_id.warehouse_id, self._find_receipt_move(row))
        )
        for (warehouse, receipt), rows in grouped.items():
            receipt_type = receipt.picking_type_id or warehouse.in_type_id
            kind = receipt_type.return_picking_type_id or warehouse.out_type_id
            target = receipt.location_id or self.partner_id.property_stock_supplier
            picking = self._create_zone_picking(
                kind,
                [
                    (
                        row.line_id._prepare_move_line_vals(),
                        row.quantity,
                        row.zone_id,
                        target,
                    )
                    for row in rows
                ],
                **self._prepare_return_move_vals(receipt),
            )
            picking.write(
                {"partner_id": self.partner_id.id, "return_id": receipt.picking_id.id}
            )
            picking._action_done()
            pickings |= picking
        return pickings

    def _find_receipt_move(self, row):
        """The done move from the supplier by which these goods came, or none."""
        receipts = self.nonconformity_id.picking_id.move_ids.filtered(
            lambda move: (
                move.product_id == self.product_id
                and move.state == "done"
                and move.location_id.usage == "supplier"
            )
        )
        if receipts:
            return receipts[:1]
        domain = (
            Domain("product_id", "=", self.product_id.id)
            & Domain("state", "=", "done")
            & Domain("company_id", "=", self.company_id.id)
            & Domain("location_id.usage", "=", "supplier")
        )
        if row.lot_id:
            domain &= Domain("lot_id", "=", row.lot_id.id)
        elif self.partner_id:
            domain &= Domain(
                "picking_id.partner_id", "child_of", self.partner_id.ids
            )
        lines = self.env["stock.move.line"].search(domain, order="id desc", limit=1)
        return lines.move_id

    def _prepare_return_move_vals(self, receipt):
        return {
            "origin_returned_move_id": receipt.id,
            "purchase_line_id": receipt.purchase_line_id.id,
            "to_refund": True,
        }

    def _create_replacement_receipt(self, returned):
        """The supplier's replacement is awaited: a receipt, ready to be validated."""
        warehouse = self.line_ids.zone_id.warehouse_id[:1] or self.env[
            "stock.warehouse"
        ].search([("company_id", "=", self.company_id.id)], limit=1)
        receipt = returned.origin_returned_move_id[:1]
        kind = receipt.picking_type_id or warehouse.in_type_id
        source = receipt.location_id or self.partner_id.property_stock_supplier
        target = receipt.location_dest_id or kind.default_location_dest_id
        places = {
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": self.company_id.id,
        }
        picking = self.env["stock.picking"].create(
            places
            | {
                "picking_type_id": kind.id,
                "partner_id": self.partner_id.id,
                "origin": f"{self.nonconformity_id.name} {self.name}",
                "move_ids": [
                    Command.create(
                        places
                        | {
                            "product_id": self.product_id.id,
                            "product_uom": self.product_uom_id.id,
                            "product_uom_qty": self.product_quantity,
                            "purchase_line_id": receipt.purchase_line_id.id,
                            "disposition_id": self.id,
                            "nonconformity_id": self.nonconformity_id.id,
                            "to_refund": True,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        return picking

    # -- transformation ------------------------------------------------------------

    def _post_transformation(self):
        """Consume the goods, produce the target product: genealogy is kept.

        Both go through the production location; each produced line is linked to the
        line it was made of, lots keep their names, the value goes over in full.
        """
        target = self.target_product_id
        unit = self.product_uom_id
        if not unit._has_common_reference(target.uom_id):
            raise UserError(
                self.env._(
                    "%(product)s is kept in %(unit)s, %(target)s in %(other)s: no "
                    "conversion is known. Choose a product with a convertible unit.",
                    product=self.product_id.display_name,
                    unit=unit.name,
                    target=target.display_name,
                    other=target.uom_id.name,
                )
            )
        workshop = self.product_id.with_company(
            self.company_id
        ).property_stock_production
        for zone, rows in self.line_ids.grouped("zone_id").items():
            consumed = self._create_transformation_move(
                self.product_id,
                zone,
                workshop,
                [(row.line_id._prepare_move_line_vals(), row.quantity) for row in rows],
            )
            consumed._action_done()
            produced = self._create_transformation_move(
                target,
                workshop,
                self._get_destination(zone),
                [
                    (
                        self._prepare_produced_vals(line),
                        unit._compute_quantity(line.quantity, target.uom_id),
                    )
                    for line in consumed.move_line_ids
                ],
            )
            produced._action_done()

    def _prepare_produced_vals(self, consumed):
        return {
            "lot_id": self._get_target_lot(consumed.lot_id).id,
            "owner_id": consumed.owner_id.id,
            "consume_line_ids": [Command.link(consumed.id)],
        }

    def _get_target_lot(self, lot):
        """The lot of the same name of the target product, made if need be."""
        target = self.target_product_id
        if target.tracking == "none":
            return self.env["stock.lot"]
        name = lot.name or self.name
        known = self.env["stock.lot"].search(
            [("product_id", "=", target.id), ("name", "=", name)], limit=1
        )
        return known or self.env["stock.lot"].create(
            {
                "name": name,
                "product_id": target.id,
                "ref": lot.ref,
                "company_id": lot.company_id.id,
            }
        )

    def _create_transformation_move(self, product, source, target, lines):
        places = {
            "product_id": product.id,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": self.company_id.id,
        }
        return with_zone_pass(self.env["stock.move"]).create(
            places
            | {
                "product_uom": product.uom_id.id,
                "product_uom_qty": sum(quantity for _vals, quantity in lines),
                "origin": f"{self.nonconformity_id.name} {self.name}",
                "reference": self.name,
                "nonconformity_id": self.nonconformity_id.id,
                "disposition_id": self.id,
                "date": fields.Datetime.now(),
                "picked": True,
                "move_line_ids": [
                    Command.create(
                        places
                        | vals
                        | {
                            "product_uom_id": product.uom_id.id,
                            "quantity": quantity,
                            "picked": True,
                        }
                    )
                    for vals, quantity in lines
                ],
            }
        )
