from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools.canonical import GENESIS


class QualityHistoryHead(models.Model):
    """Number and hash of the last history row of each document.

    Kept apart from the rows, so that removed last rows show; and the lock by which
    two transactions that append to one document at once follow each other.
    """

    _name = "quality.history.head"
    _description = "Last History Row of a Document"
    _log_access = False

    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    count = fields.Integer(required=True)
    last_hash = fields.Char(required=True)

    _document_uniq = models.UniqueIndex("(res_model, res_id)")

    def _lock(self, model, ids):
        """Lock the heads of documents, made as needed, until the transaction ends.

        A transaction whose snapshot is older than another's append gets a
        serialization failure, which Odoo retries: so no chain ever forks.

        :param ids: list of document ids
        :return: ``{document id: (count, last hash)}``
        """
        if not self.env.su:
            raise AccessError(self.env._("Only the history itself uses its heads."))
        ids = sorted(ids)  # one order for all, so that two batches do not deadlock
        self.env.cr.execute(
            SQL(
                """INSERT INTO quality_history_head (res_model, res_id, count, last_hash)
                   SELECT %(model)s, id, 0, %(genesis)s FROM unnest(%(ids)s) AS id
                   ON CONFLICT (res_model, res_id) DO NOTHING""",
                model=model,
                genesis=GENESIS,
                ids=ids,
            )
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT res_id, count, last_hash FROM quality_history_head
                   WHERE res_model = %s AND res_id = ANY(%s)
                   ORDER BY res_id FOR UPDATE""",
                model,
                ids,
            )
        )
        return {res_id: (count, last_hash) for res_id, count, last_hash in rows}

    def _move(self, model, heads):
        """Set the heads of documents, locked before: ``{id: (count, last hash)}``."""
        ids, pairs = list(heads), heads.values()
        self.env.cr.execute(
            SQL(
                """UPDATE quality_history_head AS head
                   SET count = new.count, last_hash = new.last_hash
                   FROM unnest(%(ids)s, %(counts)s, %(hashes)s)
                        AS new (res_id, count, last_hash)
                   WHERE head.res_model = %(model)s AND head.res_id = new.res_id""",
                model=model,
                ids=ids,
                counts=[count for count, _hash in pairs],
                hashes=[last_hash for _count, last_hash in pairs],
            )
        )
        self.invalidate_model()
