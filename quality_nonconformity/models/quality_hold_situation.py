from odoo import models
from odoo.tools import SQL

#: columns that every query of a situation returns, in this order
COLUMNS = (
    "situation",
    "product_id",
    "lot_id",
    "quantity",
    "location_id",
    "picking_id",
    "move_id",
    "move_line_ref",
    "partner_id",
    "date",
)


class QualityHoldSituation(models.Model):
    """Where the goods of a hold are: set-based, before and after placing [RE-02]."""

    _inherit = "quality.hold"

    def _preview_lines(self):
        """Return what placing would find, writing nothing.

        :return: list of dicts with the fields of ``quality.hold.line``
        """
        self.ensure_one()
        # the whole picture is computed for quality staff; rights were checked on self
        self.check_access("read")
        hold = self.sudo()
        reserved = hold._read_reserved(hold._find_reserved_lines().ids)
        rows = reserved + hold._read_stock() + hold._read_history()
        return [hold._prepare_situation_vals(row) for row in rows]

    def _list_situation(self):
        """Write the lines on hand, in transit, delivered and left of a placed hold."""
        self.ensure_one()
        rows = self._read_stock() + self._read_history()
        self.env["quality.hold.line"].create(
            [self._prepare_situation_vals(row) for row in rows]
        )

    def _prepare_situation_vals(self, row):
        vals = dict(zip(COLUMNS, row, strict=True), hold_id=self.id)
        picking = self.env["stock.picking"].browse(vals["picking_id"])
        move = self.env["stock.move"].browse(vals["move_id"])
        vals["user_id"] = (
            move._get_hold_owner().id if move else picking._get_hold_owner().id
        )
        return vals

    def _scope_sql(self):
        """Rows (product_id, lot_id): what this hold names; lot NULL = whole product."""
        self.ensure_one()
        return SQL(
            """
            SELECT lot.product_id, lot.id AS lot_id FROM quality_hold_lot_rel rel
              JOIN stock_lot lot ON lot.id = rel.lot_id WHERE rel.hold_id = %(hold)s
             UNION ALL
            SELECT product_id, NULL FROM quality_hold_whole_product_rel
             WHERE hold_id = %(hold)s
            """,
            hold=self.id,
        )

    def _place_sql(self, alias):
        """Condition that the location ``alias`` is one this hold speaks of."""
        self.ensure_one()
        path = SQL.identifier(alias, "parent_path")
        condition = SQL(
            "(%(company)s IS NULL OR %(company)s = %(own)s)",
            company=SQL.identifier(alias, "company_id"),
            own=self.company_id.id,
        )
        paths = [f"{location.parent_path}%" for location in self.location_ids]
        if paths:
            condition = SQL("%s AND %s LIKE ANY(%s)", condition, path, paths)
        return condition

    def _read_reserved(self, line_ids):
        return self.env.execute_query(
            SQL(
                """
                SELECT 'reserved', line.product_id, line.lot_id,
                       line.quantity_product_uom, line.location_id, line.picking_id,
                       line.move_id, line.id, COALESCE(picking.partner_id, move.partner_id),
                       COALESCE(move.date, line.date)
                  FROM stock_move_line line
                  LEFT JOIN stock_move move ON move.id = line.move_id
                  LEFT JOIN stock_picking picking ON picking.id = line.picking_id
                 WHERE line.id = ANY(%s) ORDER BY line.id
                """,
                list(line_ids),
            )
        )

    def _read_stock(self):
        """On hand by location (zones too), and between the company's locations."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT CASE src.usage WHEN 'transit' THEN 'in_transit' ELSE 'on_hand' END,
                       quant.product_id, quant.lot_id, SUM(quant.quantity), src.id,
                       NULL, NULL, NULL, NULL, MIN(quant.in_date)
                  FROM stock_quant quant
                  JOIN stock_location src ON src.id = quant.location_id
                  JOIN (%(scope)s) scope ON scope.product_id = quant.product_id
                   AND (scope.lot_id IS NULL OR scope.lot_id = quant.lot_id)
                 WHERE src.usage IN ('internal', 'transit') AND %(place)s
                 GROUP BY src.id, quant.product_id, quant.lot_id
                HAVING SUM(quant.quantity) != 0
                 ORDER BY 1, src.id, quant.lot_id
                """,
                scope=self._scope_sql(),
                place=self._place_sql("src"),
            )
        )

    def _read_history(self):
        """What had left before: delivered (less returns), drop-shipped, otherwise."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                WITH scope AS (%(scope)s), gone AS (%(gone)s), back AS (%(back)s)
                SELECT gone.situation, gone.product_id, gone.lot_id,
                       gone.quantity - COALESCE(back.quantity, 0), gone.location_id,
                       gone.picking_id, gone.move_id, gone.line_id,
                       COALESCE(picking.partner_id, move.partner_id), gone.date
                  FROM gone
                  JOIN stock_move move ON move.id = gone.move_id
                  LEFT JOIN stock_picking picking ON picking.id = gone.picking_id
                  LEFT JOIN back ON back.move_id = gone.move_id
                   AND back.lot_id IS NOT DISTINCT FROM gone.lot_id
                 WHERE gone.quantity > COALESCE(back.quantity, 0)
                 ORDER BY gone.situation, gone.date
                """,
                scope=self._scope_sql(),
                gone=self._gone_sql(),
                back=self._back_sql(),
            )
        )

    def _gone_sql(self):
        """What left by done lines, by move and lot; reads the table ``scope``."""
        return SQL(
            """
            SELECT CASE WHEN dest.usage = 'customer' AND src.usage = 'supplier'
                        THEN 'dropship'
                        WHEN dest.usage = 'customer' THEN 'delivered'
                        ELSE 'left' END AS situation,
                   line.product_id, line.lot_id,
                   SUM(line.quantity_product_uom) AS quantity,
                   line.location_id, line.picking_id, line.move_id,
                   MAX(line.id) AS line_id, MAX(line.date) AS date
              FROM stock_move_line line
              JOIN scope ON scope.product_id = line.product_id
               AND (scope.lot_id IS NULL OR scope.lot_id = line.lot_id)
              JOIN stock_location src ON src.id = line.location_id
              JOIN stock_location dest ON dest.id = line.location_dest_id
             WHERE line.state = 'done' AND line.company_id = %(company)s
               AND ((src.usage IN ('internal', 'transit') AND dest.usage IN
                     ('customer', 'production', 'inventory', 'supplier'))
                    OR (src.usage = 'supplier' AND dest.usage = 'customer'))
               AND (dest.usage = 'customer' AND src.usage = 'supplier' OR %(place)s)
             GROUP BY 1, 2, 3, 5, 6, 7
            """,
            company=self.company_id.id,
            place=self._place_sql("src"),
        )

    def _back_sql(self):
        """What came back of it, by move and lot; reads the table ``gone``."""
        return SQL(
            """
            SELECT move.origin_returned_move_id AS move_id, line.lot_id,
                   SUM(line.quantity_product_uom) AS quantity
              FROM stock_move_line line
              JOIN stock_move move ON move.id = line.move_id
             WHERE move.state = 'done'
               AND move.origin_returned_move_id IN (SELECT move_id FROM gone)
             GROUP BY 1, 2
            """
        )
