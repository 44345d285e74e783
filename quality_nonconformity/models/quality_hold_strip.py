import logging
import random
import time
from datetime import timedelta

from psycopg2 import errors

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.modules import module
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

RETRY = (errors.SerializationFailure, errors.DeadlockDetected, errors.LockNotAvailable)
BATCH = 500
#: seconds the request that placed a hold works on it; the scheduled job does the rest
PATIENCE = 20


class QualityHoldStrip(models.Model):
    """Take held goods off reservations, those of transactions in flight too."""

    _inherit = "quality.hold"

    def _strip_soon(self):
        """Strip right after the commit, in a transaction with a fresh snapshot.

        The transaction that places the hold cannot do it: having waited at the gates for
        the movements under way, it still does not see what they wrote. Should the
        process die in between, the scheduled job does it. In a test there is no commit,
        so it is done on the spot.
        """
        if module.current_test:
            self._strip()
            return
        # the job comes after the patience is over: the two must not race
        later = fields.Datetime.now() + timedelta(seconds=PATIENCE + 5)
        self.env.ref("quality_nonconformity.ir_cron_strip_holds")._trigger(at=later)
        registry, ids = self.env.registry, self.ids
        context = dict(self.env.context, quality_hold_scope=None)

        @self.env.cr.postcommit.add
        def strip_after_commit():
            deadline = time.monotonic() + PATIENCE
            holds = ids
            while holds and time.monotonic() < deadline:
                holds = _strip_in_own_transaction(registry, holds, context)

    def _strip(self, limit=None):
        """Remove up to ``limit`` reservations of the standing holds in ``self``.

        :return: the holds of which something may be left to strip
        """
        standing = self.filtered(lambda hold: hold.state == "placed")
        unfinished = self.browse()
        for hold in standing.sudo():  # touches everybody's transfers
            lines = hold._find_reserved_lines(limit)
            hold._strip_lines(lines)
            if limit and len(lines) >= limit and not hold.quantity:
                unfinished |= hold
            elif not hold.is_stripped:
                hold._list_situation()
                hold._write_gated({"is_stripped": True})
                hold._notify_placed()
        return unfinished

    def _find_reserved_lines(self, limit=None):
        """Return the move lines that reserve or carry goods of this standing hold.

        :param int limit: stop reading when that many are found
        """
        self.ensure_one()
        if self.quantity:
            # what is too much shows only in the sum of all
            lines = self._choose_surplus_lines(self._read_reserving_lines())
            return lines.filtered(lambda line: not line._is_hold_exempt(self))
        found, batch = self.env["stock.move.line"], None
        while batch is None or limit and len(batch) == limit and len(found) < limit:
            batch = self._read_reserving_lines(limit, batch and batch[-1].id)
            found |= batch.filtered(lambda line: not line._is_hold_exempt(self))
        return found

    def _read_reserving_lines(self, limit=None, after=None):
        """Return up to ``limit`` open lines, above the id ``after``, with these goods."""
        self.env.flush_all()
        query = SQL(
            """
            SELECT line.id FROM stock_move_line line
              JOIN stock_location src ON src.id = line.location_id
              JOIN (%(scope)s) scope ON scope.product_id = line.product_id
               AND (scope.lot_id IS NULL OR scope.lot_id = line.lot_id)
             WHERE line.state IN
                   ('draft', 'waiting', 'confirmed', 'partially_available', 'assigned')
               AND line.quantity_product_uom > 0
               AND line.location_id != line.location_dest_id
               AND line.location_dest_id != ALL(%(zones)s)
               AND src.usage IN ('internal', 'transit')
               AND (%(place)s) AND line.id > %(after)s
             ORDER BY line.id %(limit)s
            """,
            scope=self._scope_sql(),
            zones=list(self.env["stock.location"]._get_zone_map()),
            place=self._place_sql("src"),
            after=after or 0,
            limit=SQL("LIMIT %s", limit) if limit else SQL(""),
        )
        ids = [row[0] for row in self.env.execute_query(query)]
        return self.env["stock.move.line"].browse(ids)

    def _strip_lines(self, lines):
        """Note what the lines reserved, then remove them; moves get their state back."""
        self.env["quality.hold.line"].create(
            [
                self._prepare_situation_vals(row)
                for row in self._read_reserved(lines.ids)
            ]
        )
        lines.unlink()

    @api.model
    def _cron_strip(self):
        """Finish what the transactions after placing left: killed, or in conflict."""
        domain = Domain("state", "=", "placed") & Domain("is_stripped", "!=", True)
        holds = self.search(domain, order="id")
        self.env["ir.cron"]._commit_progress(remaining=len(holds))
        for hold in holds:
            hold = hold.try_lock_for_update(allow_referencing=True)
            if not hold:
                continue  # its own transaction is at work
            while hold._strip(BATCH):
                if not self.env["ir.cron"]._commit_progress(0):
                    return
            if not self.env["ir.cron"]._commit_progress(1):
                return


def _strip_in_own_transaction(registry, ids, context):
    """Strip one batch of the holds ``ids`` and commit; tried again on conflicts.

    :return: ids of the holds that need a further batch
    """
    for attempt in range(8):
        try:
            with registry.cursor() as cr:  # commits when it ends well
                env = api.Environment(cr, SUPERUSER_ID, context)
                # what another transaction has locked, it is stripping
                holds = env["quality.hold"].browse(ids)
                holds = holds.try_lock_for_update(allow_referencing=True)
                return holds._strip(BATCH).ids
        except RETRY as error:
            _logger.info("Stripping holds %s again: %s", ids, error.pgcode)
        time.sleep(random.uniform(0, 0.05 * 2**attempt))
    _logger.warning("Holds %s: reservations are left to the scheduled job", ids)
    return []
