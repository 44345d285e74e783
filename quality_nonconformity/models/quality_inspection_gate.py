from odoo import api, fields, models
from odoo.fields import Command, Domain

from ..tools.remaining_life import life_ground


class QualityInspectionGate(models.Model):
    """What finished inspections let into stock: each accepted unit once [NC-25]."""

    _inherit = "quality.inspection.record"

    @api.model
    def _allocate_receipts(self, lines):
        """Find the accepted records that cover receipt lines as a whole.

        :param lines: stock.move.line about to enter stock
        :return: ``{line: [(record, quantity)]}`` of the covered lines, in the product's
            unit; records as superuser
        """
        records = self.sudo().search(  # who receives may not read all inspections
            Domain("state", "=", "done")
            & Domain("open_quantity", ">", 0)
            & Domain("product_id", "in", lines.product_id.ids)
            & Domain("company_id", "in", lines.company_id.ids),
            order="id",
        )
        if not records:
            return {}
        left = {record: record.open_quantity for record in records}
        lots = lines._get_named_lots()
        allotted = {}
        for line in lines:
            rows = line._take_from_records(records, left, lots.get(line.id))
            if rows:
                allotted[line] = rows
        return allotted

    def _covers_receipt(self, line, lot):
        """Whether this finished record speaks of the goods of a receipt line."""
        self.ensure_one()
        if line.product_id != self.product_id or line.company_id != self.company_id:
            return False
        lots = self._get_lots()
        if lots and (
            not lot
            or lot not in lots
            or lot in self.rejected_serial_ids | self.passed_serial_ids
        ):
            return False
        if self.picking_id:
            if self.picking_id not in line._get_receipt_pickings():
                return False
        elif not lots:
            return False
        today = self._get_company_day(fields.Datetime.now())
        return not life_ground(today, self._get_expiry(), self.min_remaining_days)

    @api.model
    def _register_receipt(self, allotted):
        """Count what went into stock on finished records.

        :param dict allotted: of :meth:`_allocate_receipts`; lines that only set goods
            down before their own inspection step use nothing up
        """
        for line, rows in allotted.items():
            for record, quantity in rows:
                record._write_gated({"move_line_ids": [Command.link(line.id)]})
                if not line.location_dest_id._is_arrival():
                    record._add_passed(quantity, line.lot_id.ids)
