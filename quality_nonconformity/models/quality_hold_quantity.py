from odoo import fields, models
from odoo.fields import Command, Domain

from .zone_pass import with_zone_pass


class QualityHoldQuantity(models.Model):
    """Hold a quantity of an untracked product: by moving it to the quarantine zone.

    When less than that is on hand, the quantity is held where it is: what is on hand
    in the places of the hold never falls below it.
    """

    _inherit = "quality.hold"

    def _move_quantity_to_zone(self):
        """Move the held quantity to quarantine, where it suffices; the zone holds it."""
        for hold in self.filtered("quantity"):
            sudo = hold.sudo()  # quality staff hold no stock rights
            taken = sudo._choose_quants(hold.quantity)
            if not taken:
                continue
            for warehouse, quants in sudo._group_by_warehouse(taken).items():
                picking = sudo._create_zone_transfer(
                    warehouse.quarantine_in_type_id,
                    [
                        (
                            quant,
                            quantity,
                            quant.location_id,
                            warehouse.wh_quarantine_loc_id,
                        )
                        for quant, quantity in quants
                    ],
                )
                picking._action_done()
            hold._write_gated({"quantity_moved": True})
            self.env["quality.hold.gate"]._bump(hold.scope_product_ids)

    def _move_quantity_back(self):
        """Bring what is left of the moved quantity back to where it was taken."""
        for hold in self.filtered("quantity_moved"):
            sudo = hold.sudo()  # officers hold no stock rights
            for type_out, passages in sudo._find_passages_back().items():
                picking = sudo._create_zone_transfer(type_out, passages)
                picking._action_done()

    def _choose_quants(self, quantity):
        """Return [(quant, quantity)] that make up ``quantity``, free stock first.

        Empty when less than that is on hand in the places of the hold.
        """
        self.ensure_one()
        quants = self.env["stock.quant"].search(self._get_quantity_domain(), order="id")
        uom = self.uom_id
        taken = []
        # what nobody reserved goes first, so that as few orders as possible are touched
        for reserved in (False, True):
            for quant in quants:
                free = max(quant.quantity - quant.reserved_quantity, 0)
                available = quant.quantity - free if reserved else free
                share = min(quantity, available)
                if uom.compare(share, 0) > 0:
                    taken.append((quant, share))
                    quantity -= share
        return [] if uom.compare(quantity, 0) > 0 else taken

    def _get_quantity_domain(self):
        """Domain of the quants among which a quantity of this hold is."""
        zones = list(self.env["stock.location"]._get_zone_map())
        domain = (
            Domain("product_id", "=", self.product_ids.id)
            & Domain("location_id.usage", "=", "internal")
            & Domain("company_id", "=", self.company_id.id)
            & Domain("location_id", "not in", zones)
        )
        if self.location_ids:
            domain &= Domain("location_id", "child_of", self.location_ids.ids)
        return domain

    def _group_by_warehouse(self, taken):
        grouped = {}
        default = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )
        for quant, quantity in taken:
            warehouse = quant.location_id.warehouse_id or default
            grouped.setdefault(warehouse, []).append((quant, quantity))
        return grouped

    def _find_passages_back(self):
        """Return {operation type: [(quant, quantity, from, to)]} for the way back."""
        self.ensure_one()
        result = {}
        for zone, lines in self._get_moved_lines().grouped("location_dest_id").items():
            quants = self.env["stock.quant"].search(
                [
                    ("product_id", "=", self.product_ids.id),
                    ("location_id", "=", zone.id),
                ]
            )
            left = {quant: quant.quantity - quant.reserved_quantity for quant in quants}
            available = sum(quants.mapped("quantity")) - self._get_kept_by_others(zone)
            kind = zone.warehouse_id.quarantine_out_type_id
            for line in lines:
                wanted = line.quantity_product_uom
                for quant in quants:
                    share = min(left[quant], wanted, available)
                    if self.uom_id.compare(share, 0) > 0:
                        left[quant] -= share
                        wanted -= share
                        available -= share
                        passage = (quant, share, zone, line.location_id)
                        result.setdefault(kind, []).append(passage)
        return result

    def _get_moved_lines(self):
        """Return the lines that brought the held quantity into zones."""
        return self.move_ids.move_line_ids.filtered(
            lambda line: line.state == "done" and line.location_dest_id._is_in_zone()
        )

    def _get_kept_by_others(self, zone):
        """Return how much of the product other standing holds have brought there."""
        holds = self.search(
            Domain("state", "=", "placed")
            & Domain("quantity_moved", "=", True)
            & Domain("product_ids", "in", self.product_ids.ids)
            & Domain("id", "not in", self.ids)
        )
        lines = holds._get_moved_lines().filtered(
            lambda line: line.location_dest_id == zone
        )
        return sum(lines.mapped("quantity_product_uom"))

    def _create_zone_transfer(self, picking_type, passages):
        """Create the transfer of [(quant, quantity, from, to)], ready to validate.

        The engine checked the decision: the transfer may cross the border of zones.
        """
        return with_zone_pass(self.env["stock.picking"]).create(
            {
                "picking_type_id": picking_type.id,
                "location_id": passages[0][2].id,
                "location_dest_id": passages[0][3].id,
                "origin": self.name,
                "scheduled_date": fields.Datetime.now(),
                "move_ids": [
                    Command.create(self._prepare_zone_move_vals(*passage))
                    for passage in passages
                ],
            }
        )

    def _prepare_zone_move_vals(self, quant, quantity, source, destination):
        common = {
            "product_id": quant.product_id.id,
            "location_id": source.id,
            "location_dest_id": destination.id,
            "company_id": self.company_id.id,
        }
        line = common | {
            "product_uom_id": quant.product_uom_id.id,
            "quantity": quantity,
            "package_id": quant.package_id.id,
            "owner_id": quant.owner_id.id,
            "picked": True,
        }
        return common | {
            "product_uom": quant.product_uom_id.id,
            "product_uom_qty": quantity,
            "quality_hold_id": self.id,
            "picked": True,
            "move_line_ids": [Command.create(line)],
        }

    def _choose_surplus_lines(self, lines):
        """Return those of ``lines`` that reserve more than is left beside the hold.

        The newest reservations give way. Of a quantity in a zone, those give way that
        had been picked from it already.
        """
        zones = self.env["stock.location"]._get_zone_map()
        lines = lines.filtered(
            lambda line: (
                line.location_id.usage == "internal"
                and line.location_id.id not in zones
            )
        )
        quants = self.env["stock.quant"].search(self._get_quantity_domain())
        kept = 0.0 if self.quantity_moved else self.quantity
        free = sum(quants.mapped("quantity")) - kept
        surplus = lines.browse()
        reserved = sum(lines.mapped("quantity_product_uom"))
        for line in lines.sorted("id", reverse=True):
            if self.uom_id.compare(reserved, max(free, 0)) <= 0:
                break
            surplus |= line
            reserved -= line.quantity_product_uom
        return surplus
