import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import tagged
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import mute_logger

_logger = logging.getLogger(__name__)


@tagged("post_install", "-at_install")
class TestHistoryConcurrency(BaseCase):
    """Real transactions at once: chains neither fork nor lose a row."""

    WORKERS, APPENDS = 4, 5

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            self.release_id = (
                self._env(cr)["quality.release"]
                .create({"title": "At once", "content": "x", "audience": "x"})
                .id
            )
        self.addCleanup(self._remove)

    def _env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _remove(self):
        """Take the committed record away, past the guards that keep it."""
        with self.registry.cursor() as cr:
            for table in ("quality_history", "quality_history_head"):
                cr.execute(
                    f"DELETE FROM {table} WHERE res_model = 'quality.release' "
                    "AND res_id = %s",
                    [self.release_id],
                )
            cr.execute(
                "DELETE FROM mail_message WHERE model = 'quality.release' "
                "AND res_id = %s",
                [self.release_id],
            )
            cr.execute("DELETE FROM quality_release WHERE id = %s", [self.release_id])

    def test_stale_snapshot_is_refused_by_postgresql(self):
        """Appending on a snapshot older than another's append cannot commit."""
        with self.registry.cursor() as stale, self.registry.cursor() as quick:
            stale.execute("SELECT 1")  # takes its snapshot
            self._env(quick)["quality.release"].browse(self.release_id)._log_history(
                "note", comment="first"
            )
            quick.commit()
            release = self._env(stale)["quality.release"].browse(self.release_id)
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.SerializationFailure),
            ):
                release._log_history("note", comment="second")
            stale.rollback()

    def test_appending_at_once(self):
        # environments are made here: in a worker that would wait for the test runner
        with ExitStack() as stack:
            cursors = [
                stack.enter_context(self.registry.cursor())
                for _n in range(self.WORKERS)
            ]
            releases = [
                self._env(cr)["quality.release"].browse(self.release_id)
                for cr in cursors
            ]
            with mute_logger("odoo.sql_db"), ThreadPoolExecutor(self.WORKERS) as pool:
                jobs = [pool.submit(self._append_rows, release) for release in releases]
                retries = sum(job.result(timeout=60) for job in jobs)
        with self.registry.cursor() as cr:
            release = self._env(cr)["quality.release"].browse(self.release_id)
            self.assertEqual(release._verify_history(), [])
            rows = release.history_ids
            self.assertEqual(len(rows), 1 + self.WORKERS * self.APPENDS)
        _logger.info("%s rows, %s transactions retried", len(rows), retries)

    def _append_rows(self, release):
        """Append rows, one a transaction, retried as Odoo does; return the retries."""
        retries = 0
        for number in range(self.APPENDS):
            for _attempt in range(50):
                try:
                    release._log_history("note", comment=str(number))
                    release.env.cr.commit()
                    break
                except psycopg2.errors.SerializationFailure:
                    release.env.cr.rollback()
                    retries += 1
        return retries
