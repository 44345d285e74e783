import logging

from psycopg2 import Error as DatabaseError
from psycopg2.errors import UniqueViolation

from odoo import fields, models
from odoo.exceptions import LockError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

#: proposals made per transaction of the scheduled run
BATCH = 500


class OutOfTime(Exception):
    """The scheduled job has used up its time; what is done is committed."""


class CustomerTierProgramPropose(models.Model):
    """From standings that differ to proposed changes, batch by batch [CT-14]."""

    _inherit = "customer.tier.program"

    def _cancel_stale_changes(self):
        """Cancel computed proposals that the revenue has overtaken."""
        changes = self.env["customer.tier.change"].sudo()  # the engine's own proposals
        waiting = changes.search(
            [
                ("program_id", "=", self.id),
                ("state", "in", ("proposed", "submitted")),
                ("kind", "!=", "manual"),
            ]
        )
        targets = dict(
            self.env["customer.tier.standing"]
            .sudo()
            ._read_group(
                [
                    ("program_id", "=", self.id),
                    ("partner_id", "in", waiting.partner_id.ids),
                ],
                ["partner_id"],
                ["target_tier_id:array_agg"],
            )
        )
        stale = waiting.filtered(
            lambda c: (
                c.partner_id not in targets
                or targets[c.partner_id][0] != (c.new_tier_id.id or None)
            )
        )
        stale._set_state("cancelled", reason=self.env._("The revenue has moved on."))

    def _propose_changes(self, day, commit=False):
        """Propose the change of each standing that differs, in batches.

        A customer for whom it fails is recorded and skipped; the rest goes on.
        """
        made = self.env["customer.tier.change"]
        ids = self._find_moving(day)
        for start in range(0, len(ids), BATCH):
            if commit:
                self._lock_run()
            batch = self.env["customer.tier.standing"].browse(
                ids[start : start + BATCH]
            )
            made |= self._propose_batch(batch, day)
            if commit:
                remaining = max(len(ids) - start - BATCH, 0)
                seconds = self.env["ir.cron"]._commit_progress(
                    len(batch), remaining=remaining
                )
                if remaining and not seconds:
                    raise OutOfTime
        return made

    def _find_moving(self, day):
        """Return the ids of standings to propose for: differing, out of grace."""
        self.env["customer.tier.change"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT standing.id FROM customer_tier_standing AS standing
                  JOIN res_partner AS partner ON partner.id = standing.partner_id
                 WHERE standing.program_id = %(program)s
                   AND COALESCE(standing.tier_id, 0)
                       != COALESCE(standing.target_tier_id, 0)
                   AND (standing.grace_until IS NULL
                        OR standing.grace_until <= %(day)s)
                   AND partner.active
                   AND NOT EXISTS (
                       SELECT FROM customer_tier_change AS change
                        WHERE change.program_id = standing.program_id
                          AND change.partner_id = standing.partner_id
                          AND (change.state IN ('proposed', 'submitted', 'approved')
                               OR change.state = 'rejected'
                                  AND change.new_tier_id
                                      IS NOT DISTINCT FROM standing.target_tier_id
                                  AND change.date_to >= %(first)s))
                 ORDER BY standing.id
                """,
                program=self.id,
                day=day,
                first=self._get_period(day)[0],
            )
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def _propose_batch(self, standings, day):
        try:
            with self.env.cr.savepoint():
                changes = self._create_proposals(standings, day)
                self._forget_failures(standings.partner_id)
                return changes
        except (LockError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            raise  # nobody's fault: the whole run is tried again
        except (UserError, DatabaseError) as error:
            if len(standings) == 1 and self._is_open_already(error):
                return self.env["customer.tier.change"]
            if len(standings) == 1:
                self._record_failure(standings.partner_id, error)
                return self.env["customer.tier.change"]
        made = self.env["customer.tier.change"]
        for standing in standings:
            made |= self._propose_batch(standing, day)
        return made

    def _is_open_already(self, error):
        """Whether somebody else opened a change of this customer at this moment."""
        name = self.env["customer.tier.change"]._open_uniq.full_name(
            self.env["customer.tier.change"]
        )
        return isinstance(error, UniqueViolation) and error.diag.constraint_name == name

    def _create_proposals(self, standings, day):
        facts = [
            self._prepare_change_facts(standing, day)
            | {
                "program_id": self.id,
                "partner_id": standing.partner_id.id,
                "new_tier_id": standing.target_tier_id.id,
                "kind": self._get_change_kind(standing),
            }
            for standing in standings
        ]
        # proposals are the engine's own: no user's right decides on them
        changes = self.env["customer.tier.change"].sudo()._create_gated(facts)
        free = changes.filtered(lambda change: not change.approver_group_id)
        free._set_state("submitted")
        free._approve_free()
        return changes.sudo(False)

    def _get_change_kind(self, standing):
        by_revenue = standing.target_tier_id == standing.candidate_tier_id
        raised = standing.target_tier_id and not by_revenue
        return "upstream" if raised else "computed"

    def _prepare_change_facts(self, standing, day=None):
        """Return what a change keeps: old tier, revenue, period, version [CT-14]."""
        self.ensure_one()
        first, last = self._get_period(day or fields.Date.context_today(self))
        return {
            "old_tier_id": standing.tier_id.id,
            "revenue": standing.revenue,
            "date_from": first,
            "date_to": last,
            "rule_version": self.version,
        }

    def _record_failure(self, partner, error):
        _logger.warning("%s: no proposal for %s: %s", self.name, partner.id, error)
        self._forget_failures(partner)
        self.env["customer.tier.failure"].sudo().create(
            {"program_id": self.id, "partner_id": partner.id, "error": str(error)}
        )

    def _forget_failures(self, partners):
        failures = self.env["customer.tier.failure"].sudo()  # the engine's own rows
        failures.search(
            [("program_id", "=", self.id), ("partner_id", "in", partners.ids)]
        ).unlink()
