from odoo import models
from odoo.fields import Command


class QualityInspectionReject(models.Model):
    """What was refused becomes a nonconformity; what still waits a new record."""

    _inherit = "quality.inspection.record"

    def _open_nonconformity(self, waiting=None):
        """Open the nonconformity of what was refused, and isolate it [NC-25].

        :param list waiting: rows of goods still waiting; looked up if left out
        :return: the nonconformity; a draft only if its goods may yet be received
        """
        self.ensure_one()
        if self.nonconformity_id:
            return self.nonconformity_id
        waiting = self._get_waiting_goods() if waiting is None else waiting
        source = self.env["quality.nonconformity"].create(
            self._prepare_nonconformity_vals()
            | {"line_ids": self._prepare_isolation_lines(waiting)}
        )
        self._write_gated({"nonconformity_id": source.id})
        if source.line_ids or self.company_id.quality_receipt_gate == "refuse":
            # in the name of who found it, whoever confirms the finding
            source.with_user(self.inspector_id)._isolate()
        return source

    def _prepare_isolation_lines(self, waiting):
        wanted, commands = self.rejected_quantity, []
        for row in waiting:
            share = min(wanted, row["quantity"])
            if self.uom_id.compare(share, 0) > 0:
                places = {name: row[name].id for name in row if name != "quantity"}
                commands.append(Command.create(places | {"quantity": share}))
                wanted -= share
        return commands

    def _prepare_nonconformity_vals(self):
        """Hook: values of the nonconformity that a refused delivery becomes."""
        self.ensure_one()
        lots = self.rejected_serial_ids or self._get_lots()
        grounds = ", ".join(self.ground_ids.mapped("name"))
        text = "\n".join(filter(None, [grounds, self.finding]))
        return {
            "detection_point": "receipt" if self.kind == "incoming" else "in_stock",
            "product_id": self.product_id.id,
            "lot_ids": [Command.set(lots.ids)],
            "quantity": self.rejected_quantity,
            "uom_id": self.uom_id.id,
            "description": text or self.env._("Refused by %(name)s", name=self.name),
            "supplier_id": self.supplier_id.id,
            "responsible": "supplier" if self.supplier_id else "unknown",
            "picking_id": self.picking_id.id,
            "purchase_id": self.purchase_id.id,
            "origin_model": self._name,
            "origin_id": self.id,
            "origin_ref": self.name,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "user_id": self.inspector_id.id,
            "reporter_id": self.inspector_id.id,
            "confidential": self.confidential,
        }

    def _renew_waiting(self):
        """Goods whose inspection was cancelled still wait: for a new record."""
        self.ensure_one()
        if self.location_id and (waiting := self._get_waiting_goods()):
            lots = self.env["stock.lot"].union(*(row["lot_id"] for row in waiting))
            self._renew(sum(row["quantity"] for row in waiting), lots)

    def _renew(self, quantity, lots):
        """Make a new record of goods in the zone that this one spoke of.

        :param float quantity: in the product's unit
        :param lots: those still there
        """
        self.ensure_one()
        vals = self.copy_data()[0] | {
            "lot_id": self.lot_id.id,
            "serial_ids": [Command.set((self.serial_ids & lots).ids)],
            "quantity": quantity,
            "ordered_quantity": self.ordered_quantity,
            "date": self.date,
            "location_id": self.location_id.id,
            "location_dest_id": self.location_dest_id.id,
            "move_line_ids": [Command.set(self.move_line_ids.ids)],
        }
        return self._create_gated([vals])
