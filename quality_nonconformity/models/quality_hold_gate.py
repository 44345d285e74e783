from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.held_scope import HeldItem, HeldScope

#: key in the cursor's cache: changes of holds within its transaction
EPOCH = "quality_hold_epoch"


class QualityHoldGate(models.Model):
    """One row per product that orders holds and stock movements in time.

    Each change of a hold writes the row of its products; each reservation or movement
    locks it in share mode, in the order of the products' ids. A movement that began
    before the hold was committed gets a serialisation failure, is run again by the
    server, and then sees the hold. ``held_count`` tells in the same query whether there
    is anything to look up, so nothing held costs one query per operation.
    """

    _name = "quality.hold.gate"
    _description = "Gate of a Product"
    _log_access = False

    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="cascade"
    )
    seq = fields.Integer(required=True, default=0)
    held_count = fields.Integer(required=True, default=0)

    _product_uniq = models.UniqueIndex("(product_id)")

    @api.model
    def _create_missing(self, product_ids=None):
        """Create the gates of products (ids; default all) that have none yet."""
        self.env["product.product"].flush_model(["active"])
        chosen = (
            SQL("id = ANY(%s)", product_ids) if product_ids is not None else SQL("TRUE")
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO quality_hold_gate (product_id, seq, held_count)
                SELECT id, 0, 0 FROM product_product WHERE %s ORDER BY id
                ON CONFLICT (product_id) DO NOTHING
                """,
                chosen,
            )
        )

    @api.model
    def _bump(self, products):
        """Close and open the gates of ``products`` after a change of their holds.

        Waits for the movements of these products that are under way. Fails with a
        serialisation error, which the server answers by running the request again, when
        another change of a hold was committed meanwhile.
        """
        self.env.flush_all()
        # survives a rolled back savepoint: then a scope is read once more, no harm
        self.env.cr.cache[EPOCH] = self._get_epoch() + 1
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO quality_hold_gate (product_id, seq, held_count)
                SELECT product.id, 1, (
                       SELECT count(*) FROM quality_hold_scope_product_rel rel
                         JOIN quality_hold hold ON hold.id = rel.hold_id
                        WHERE rel.product_id = product.id AND hold.state = 'placed')
                  FROM product_product product
                 WHERE product.id = ANY(%s) ORDER BY product.id
                ON CONFLICT (product_id) DO UPDATE
                   SET seq = quality_hold_gate.seq + 1,
                       held_count = excluded.held_count
                """,
                products.ids,
            )
        )
        self.invalidate_model()

    @api.model
    def _get_scope(self, products):
        """Return the standing holds of ``products``, under the lock of their gates.

        The lock lasts to the end of the transaction. A scope that an outer step of the
        same operation has read is taken from the context.
        """
        ids, scope = self._known_scope(products)
        if scope is not None:
            return scope
        rows = self._read_gates(ids, SQL("FOR SHARE"))
        if len(rows) < len(ids):
            self._create_missing(list(ids))
            rows = self._read_gates(ids, SQL("FOR SHARE"))
        return self._make_scope(ids, rows)

    @api.model
    def _peek_scope(self, products):
        """Return the standing holds of ``products`` for display: no lock, no promise."""
        ids, scope = self._known_scope(products)
        if scope is not None:
            return scope
        return self._make_scope(ids, self._read_gates(ids, SQL("")))

    def _known_scope(self, products):
        """Return the products' ids, and the scope that the context has for them."""
        ids = {
            product_id for product_id in products._ids if isinstance(product_id, int)
        }
        scope = self.env.context.get("quality_hold_scope")
        # only code of this server can put such an object into a context
        if isinstance(scope, HeldScope) and scope.answers(ids, self._get_epoch()):
            return ids, scope
        return ids, None if ids else HeldScope((), ())

    def _read_gates(self, product_ids, lock):
        return self.env.execute_query(
            SQL(
                """
                SELECT product_id, held_count FROM quality_hold_gate
                 WHERE product_id = ANY(%s) ORDER BY product_id %s
                """,
                list(product_ids),
                lock,
            )
        )

    def _get_epoch(self):
        """Return how many changes of holds this transaction has made."""
        return self.env.cr.cache.get(EPOCH, 0)

    def _make_scope(self, product_ids, rows):
        held = [product_id for product_id, count in rows if count]
        items = self._read_items(held) if held else ()
        return HeldScope(product_ids, items, self._get_epoch())

    def _read_items(self, product_ids):
        """Return the :class:`HeldItem` of the standing holds of these products (ids)."""
        self.env["quality.hold"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH held AS (
                    SELECT rel.hold_id, lot.product_id, lot.id AS lot_id, lot.name
                      FROM quality_hold_lot_rel rel
                      JOIN stock_lot lot ON lot.id = rel.lot_id
                     WHERE lot.product_id = ANY(%(products)s)
                     UNION ALL
                    SELECT rel.hold_id, rel.product_id, NULL, NULL
                      FROM quality_hold_whole_product_rel rel
                     WHERE rel.product_id = ANY(%(products)s)
                )
                SELECT held.hold_id, held.product_id, held.lot_id, held.name,
                       COALESCE(hold.quantity, 0), hold.company_id,
                       hold.quantity_moved IS TRUE, narrow.ids, narrow.paths
                  FROM held
                  JOIN quality_hold hold ON hold.id = held.hold_id
                  LEFT JOIN LATERAL (
                       SELECT array_agg(location.id) AS ids,
                              array_agg(location.parent_path) AS paths
                         FROM quality_hold_location_rel rel
                         JOIN stock_location location ON location.id = rel.location_id
                        WHERE rel.hold_id = hold.id) narrow ON TRUE
                 WHERE hold.state = 'placed'
                """,
                products=list(product_ids),
            )
        )
        return [
            HeldItem(*values, tuple(ids or ()), tuple(paths or ()), is_moved)
            for *values, is_moved, ids, paths in rows
        ]
