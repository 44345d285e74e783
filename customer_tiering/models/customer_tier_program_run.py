import logging

from psycopg2 import Error as DatabaseError

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL

from .customer_tier_program_propose import OutOfTime

_logger = logging.getLogger(__name__)


class CustomerTierProgramRun(models.Model):
    """The run: one aggregate, writes only of what changed, proposals [CT-05, CT-14].

    It is idempotent: a second run on the same documents writes nothing. It is
    resumable: standings are brought up to date in one statement, proposals are made
    from the standings that differ, batch by batch; what was killed goes on there.
    """

    _inherit = "customer.tier.program"

    def action_run(self):
        """Run the programs now and show the open proposals."""
        self.env["customer.tier.change"]._check_role("manager")
        self._run()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_tiering.customer_tier_change_action"
        )
        return action | {"domain": [("program_id", "in", self.ids)]}

    @api.model
    def _cron_run(self):
        """Run the programs that run daily; progress is committed batch by batch.

        :raises UserError: programs that failed, named, once all others have run
        """
        failed = self.browse()
        programs = self.search([("auto_run", "=", True)])
        for left, program in zip(reversed(range(len(programs))), programs, strict=True):
            try:
                program._run(commit=True)
                seconds = self.env["ir.cron"]._commit_progress(1, remaining=left)
                if left and not seconds:
                    return  # the job is called again, and goes on
            except OutOfTime:
                return  # all done so far is committed; it goes on in the next call
            except LockError:
                self.env.cr.rollback()
                _logger.info("%s is being run by somebody else.", program.name)
            except (UserError, DatabaseError):
                self.env.cr.rollback()
                _logger.exception("The run of %s failed.", program.name)
                failed |= program
        if failed:
            raise UserError(
                self.env._(
                    "These programs could not be run: %(names)s. The log of the server "
                    "says why.",
                    names=", ".join(failed.mapped("name")),
                )
            )

    def _run(self, day=None, commit=False):
        """Compute revenue and tiers, and propose what changed.

        :param date day: as seen on this day; today when left out
        :param bool commit: commit after each batch (scheduled runs)
        :return: the changes proposed, all programs together
        :raises LockError: the program is being run by somebody else at this moment
        """
        proposed = self.env["customer.tier.change"]
        for program in self:
            today = day or fields.Date.context_today(program)
            program._lock_run()
            program._drop_orphans()
            program._update_standings(today)
            program._update_grace(today)
            program._cancel_stale_changes()
            if commit:
                self.env["ir.cron"]._commit_progress()
            proposed |= program._propose_changes(today, commit)
        return proposed

    def _lock_run(self):
        """Let nobody else run this program until the end of the transaction."""
        if not self.try_lock_for_update(allow_referencing=True):
            raise LockError(
                self.env._(
                    "“%(name)s” is being run at this moment. Its changes appear in the "
                    "list as soon as it is done; there is no need to run it again.",
                    name=self.name,
                )
            )

    def _drop_orphans(self):
        """Forget those who became an address of another customer, or were merged."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM customer_tier_standing AS standing
                 USING res_partner AS partner
                 WHERE partner.id = standing.partner_id
                   AND standing.program_id = %s
                   AND partner.commercial_partner_id != partner.id
                """,
                self.id,
            )
        )

    def _update_standings(self, day):
        """Bring revenue and deserved tiers up to date: only rows that differ.

        They are found by reading alone, which the database does in parallel, and kept
        in a table of this transaction, so that nothing of it passes through Python.
        """
        self.ensure_one()
        self.env.flush_all()
        cr = self.env.cr
        cr.execute(
            SQL(
                "CREATE TEMPORARY TABLE customer_tier_differing ON COMMIT DROP AS %s",
                self._get_differing_query(day),
            )
        )
        cr.execute(
            SQL(
                """
                INSERT INTO customer_tier_standing
                       (partner_id, program_id, company_id, revenue, candidate_tier_id,
                        target_tier_id, create_uid, write_uid, create_date, write_date)
                SELECT id, %(program)s, %(company)s, revenue, candidate, target,
                       %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC',
                       now() AT TIME ZONE 'UTC'
                  FROM customer_tier_differing
                    ON CONFLICT (program_id, partner_id) DO UPDATE
                   SET revenue = EXCLUDED.revenue,
                       candidate_tier_id = EXCLUDED.candidate_tier_id,
                       target_tier_id = EXCLUDED.target_tier_id,
                       write_uid = EXCLUDED.write_uid,
                       write_date = EXCLUDED.write_date
                """,
                program=self.id,
                company=self.company_id.id,
                uid=self.env.uid,
            )
        )
        cr.execute("DROP TABLE customer_tier_differing")
        self.env["customer.tier.standing"].invalidate_model()
        self.env["res.partner"]._forget_tiers()

    def _get_differing_query(self, day):
        """Return the SQL of those whose standing is not what it should be."""
        return SQL(
            """
            SELECT judged.* FROM (%(judged)s) AS judged
              LEFT JOIN customer_tier_standing AS old
                ON old.partner_id = judged.id AND old.program_id = %(program)s
             WHERE old.id IS NULL
                OR (old.revenue, old.candidate_tier_id, old.target_tier_id)
                   IS DISTINCT FROM (judged.revenue, judged.candidate, judged.target)
            """,
            judged=self._get_judged_query(day),
            program=self.id,
        )

    def _update_grace(self, day):
        """Start the grace of those who fell, stop it for those who are back."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_tier_standing AS standing
                   SET grace_until = judged.until
                  FROM (SELECT one.id,
                               CASE WHEN COALESCE(target.lower_limit, 0)
                                         < held.lower_limit
                                    THEN COALESCE(one.grace_until, %(until)s::date)
                                    END AS until
                          FROM customer_tier_standing AS one
                          JOIN customer_tier AS held ON held.id = one.tier_id
                          LEFT JOIN customer_tier AS target
                            ON target.id = one.target_tier_id
                         WHERE one.program_id = %(program)s
                           AND (one.grace_until IS NOT NULL
                                OR COALESCE(one.tier_id, 0)
                                   != COALESCE(one.target_tier_id, 0))) AS judged
                 WHERE judged.id = standing.id
                   AND standing.grace_until IS DISTINCT FROM judged.until
                """,
                until=fields.Date.add(day, days=self.grace_days),
                program=self.id,
            )
        )
        self.env["customer.tier.standing"].invalidate_model(["grace_until"])

    def _get_standing(self, partner, create=False):
        """Return the standing of a customer's commercial partner in this program."""
        self.ensure_one()
        return self._get_standings(partner, create)

    def _get_standings(self, partners, create=False):
        """Return the standings of customers' commercial partners in this program."""
        self.ensure_one()
        partners = partners.commercial_partner_id
        model = self.env["customer.tier.standing"].sudo()  # the engine's own rows
        standings = model.search(
            [("program_id", "=", self.id), ("partner_id", "in", partners.ids)]
        )
        if create:
            vals = {"program_id": self.id, "company_id": self.company_id.id}
            standings |= model.create(
                [
                    vals | {"partner_id": partner.id}
                    for partner in partners - standings.partner_id
                ]
            )
        return standings
