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
            self._get_covering_domain()
            & Domain("product_id", "in", lines.product_id.ids)
            & Domain("company_id", "in", lines.company_id.ids),
            order="id",
        )
        left = {record: record.open_quantity for record in records}
        by_product = records.grouped("product_id")
        lots = lines._get_named_lots() if records else {}
        allotted = {}
        for move, rows in lines.grouped("move_id").items():
            known = by_product.get(move.product_id)
            if not known:
                continue
            delivery = move._get_delivery()
            for line in rows:
                fitting = known._get_covering(line, lots.get(line.id), delivery)
                if taken := line._take_from_records(fitting, left):
                    allotted[line] = taken
        return allotted

    @api.model
    def _get_covering_domain(self):
        """Finished records that still let goods in.

        Not those of goods in the inspection zone: they have let theirs out already.
        """
        return (
            Domain("state", "=", "done")
            & Domain("open_quantity", ">", 0)
            & Domain("location_id", "=", False)
            & Domain("kind", "in", ("incoming", "reinspection"))
        )

    def _get_covering(self, line, lot, delivery):
        return self.filtered(lambda r: r._covers_receipt(line, lot, delivery))

    def _covers_receipt(self, line, lot, delivery):
        """Whether this finished record speaks of the goods of a receipt line.

        :param lot: of the line, which may only name it yet
        :param dict delivery: of ``stock.move._get_delivery``
        """
        self.ensure_one()
        returned = delivery["returned"]
        if line.company_id != self.company_id or (
            self.kind != "incoming" and not returned
        ):
            return False
        lots = self._get_lots()
        spent = self.rejected_serial_ids | self.passed_serial_ids
        if lots and (not lot or lot not in lots or lot in spent):
            return False
        if self.picking_id and self.picking_id not in delivery["pickings"]:
            return False
        if not (self.picking_id or lots):
            return False
        return not self._get_life_ground_today(returned)

    def _get_life_ground_today(self, returned):
        """Why the life of the goods refuses them if they are received today, or None."""
        rules = self.env["product.category"]._get_inspection_rules()
        _control, days = rules.get(self.product_id.categ_id.id, ("none", 0))
        today = self._get_company_day(fields.Datetime.now())
        return life_ground(today, self._get_expiry(), 0 if returned else days)

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
