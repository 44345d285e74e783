from odoo import models
from odoo.tools import SQL


class QualityNonconformityLock(models.Model):
    """Steps on one nonconformity, or on its dispositions, follow one another."""

    _inherit = "quality.nonconformity"

    def _lock_steps(self):
        """Let one step at a time work on these; called first, before anything is read.

        Who comes second waits, then fails with a serialisation error: the server runs
        the request again, and it sees what the first one did. So the same goods are
        never claimed, and nothing is posted, twice.

        :raises AccessError: the user may not read them; what is read already would not
            be asked for again
        """
        self.check_access("read")
        self.flush_recordset(["state"])
        self.env.execute_query(
            SQL(
                """
                UPDATE quality_nonconformity SET state = state
                 WHERE id IN (SELECT id FROM quality_nonconformity
                               WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE)
                RETURNING id
                """,
                self.ids,
            )
        )

    def _close_gates(self):
        """Keep all movements of these products out until this transaction ends.

        Without it a delivery, or another isolation, could take the same goods.
        """
        self.env["quality.hold.gate"]._bump(self.product_id)
