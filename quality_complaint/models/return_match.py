"""Which line of a return accepts which goods, while a receipt is checked."""

from odoo.exceptions import UserError


class ReturnMatch:
    """What the lines of one return still let in; each unit is let in once."""

    def __init__(self, source):
        self._source = source
        self._left = {
            line: line._get_product_quantity() - line.received_quantity
            for line in source.line_ids
        }

    def match(self, move):
        """Return ``{return line: move lines}`` for the picked goods of ``move``.

        :raises UserError: another product or lot, or more than was accepted
        """
        found = {}
        rows = move.move_line_ids.filtered(
            lambda row: row.picked and row.product_uom_id.compare(row.quantity, 0) > 0
        )
        lots = rows._get_named_lots()
        for row in rows:
            line = self._take(row, lots.get(row.id), move.quality_return_line_id)
            found[line] = found.get(line, rows.browse()) | row
        return found

    def _take(self, row, lot, preferred):
        unit, wanted = row.product_id.uom_id, row.quantity_product_uom
        fitting = [
            line
            for line in self._left
            if line.product_id == row.product_id
            and (not line.lot_id or line.lot_id == lot)
        ]
        fitting.sort(key=lambda line: (line != preferred, not line.lot_id, line.id))
        for line in fitting:
            if unit.compare(self._left[line], wanted) >= 0:
                self._left[line] -= wanted
                return line
        if fitting:
            raise UserError(self._too_many_message(row, fitting))
        raise UserError(self._other_goods_message(row, lot))

    def _too_many_message(self, row, fitting):
        return self._source.env._(
            "%(name)s accepts %(left)g more %(unit)s of %(goods)s, not %(wanted)g. Receive "
            "what was accepted; for the rest file another return.",
            name=self._source.name,
            left=max(0.0, *(self._left[line] for line in fitting)),
            unit=row.product_id.uom_id.name,
            goods=row.product_id.display_name,
            wanted=row.quantity_product_uom,
        )

    def _other_goods_message(self, row, lot):
        accepted = [
            " ".join(filter(None, (line.product_id.display_name, line.lot_id.name)))
            for line in self._left
        ]
        return self._source.env._(
            "%(goods)s %(lot)s is not what %(name)s accepts: %(accepted)s. Keep it apart "
            "and ask after-sales to file a return for it.",
            goods=row.product_id.display_name,
            lot=lot.name if lot else row.lot_name or "",
            name=self._source.name,
            accepted=", ".join(accepted),
        )
