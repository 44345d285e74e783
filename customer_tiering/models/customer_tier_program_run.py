import logging

from psycopg2 import Error as DatabaseError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

#: proposals made per transaction of the scheduled run
BATCH = 500


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
        """Run the programs that run daily; progress is committed batch by batch."""
        programs = self.search([("auto_run", "=", True)])
        for program in programs:
            program._run(commit=True)

    def _run(self, day=None, commit=False):
        """Compute revenue and tiers, and propose what changed.

        :param date day: as seen on this day; today when left out
        :param bool commit: commit after each batch (scheduled runs)
        :return: the changes proposed, all programs together
        """
        proposed = self.env["customer.tier.change"]
        for program in self:
            today = day or fields.Date.context_today(program)
            program._update_standings(today)
            program._update_grace(today)
            program._cancel_stale_changes()
            if commit:
                self.env["ir.cron"]._commit_progress()
            proposed |= program._propose_changes(today, commit)
        return proposed

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

    def _get_judged_query(self, day, limits=None):
        """Return the SQL of all customers: ``id, revenue, candidate, target``.

        :param dict limits: ``{tier id: lower limit}`` in place of the tiers' own
        """
        return SQL(
            """
            WITH revenues AS (%(revenues)s),
            known AS (
                SELECT partner_id FROM customer_tier_standing
                 WHERE program_id = %(program)s
                 UNION
                SELECT id FROM (%(upstream)s) AS upstream
            ),
            everybody AS (
                SELECT COALESCE(revenues.partner_id, known.partner_id) AS id,
                       COALESCE(revenues.revenue, 0) AS revenue
                  FROM revenues
                  FULL JOIN known ON known.partner_id = revenues.partner_id
            ),
            judged AS (
                SELECT everybody.id, everybody.revenue, %(candidate)s AS candidate,
                       upstream.id IS NOT NULL AS is_upstream, %(eligible)s AS eligible
                  FROM everybody
                  JOIN res_partner AS partner ON partner.id = everybody.id
                  LEFT JOIN customer_unit AS unit ON unit.id = partner.customer_unit_id
                  LEFT JOIN (%(upstream)s) AS upstream ON upstream.id = everybody.id
            )
            SELECT id, revenue, candidate,
                   CASE WHEN is_upstream THEN %(top)s::integer
                        WHEN eligible THEN candidate END AS target
              FROM judged
            """,
            revenues=self._get_revenue_query(*self._get_period(day)),
            program=self.id,
            upstream=self._get_upstream_sql(),
            candidate=self._get_candidate_sql(limits),
            eligible=self._get_eligible_sql(day),
            top=self._get_upstream_tier().id or None,
        )

    def _get_upstream_tier(self):
        """Return the tier of upstream customers: the marked one, else the highest."""
        tiers = self.tier_ids.sorted("lower_limit", reverse=True)
        return tiers.filtered("is_upstream")[:1] or tiers[:1]

    def _get_candidate_sql(self, limits=None):
        """Return the tier that the revenue gives, as a CASE over the few tiers.

        :param dict limits: ``{tier id: lower limit}`` in place of the tiers' own
        """
        limits = limits or {tier.id: tier.lower_limit for tier in self.tier_ids}
        cases = []
        for tier in self.tier_ids.sorted(lambda t: limits[t.id], reverse=True):
            limit = SQL("%s::numeric", limits[tier.id])
            if rows := tier.coefficient_ids:
                lowered = SQL(" ").join(
                    SQL(
                        "WHEN %s THEN %s::numeric",
                        row.region_group_id.id,
                        tier._lower(limits[tier.id], row.region_group_id),
                    )
                    for row in rows
                )
                limit = SQL("CASE unit.region_group_id %s ELSE %s END", lowered, limit)
            cases.append(SQL("WHEN everybody.revenue >= %s THEN %s", limit, tier.id))
        if not cases:
            return SQL("NULL::integer")
        return SQL("CASE %s END", SQL(" ").join(cases))

    def _get_eligible_sql(self, day):
        """Return whether agreement and registration allow the tier [CT-01]."""
        conditions = [SQL("TRUE")]
        if self.needs_agreement:
            conditions.append(
                SQL(
                    """
                    EXISTS (SELECT FROM customer_agreement AS agreement
                             WHERE agreement.commercial_partner_id = everybody.id
                               AND agreement.company_id = %s
                               AND agreement.state = 'signed'
                               AND agreement.date_from <= %s
                               AND (agreement.date_to IS NULL
                                    OR agreement.date_to >= %s))
                    """,
                    self.company_id.id,
                    day,
                    day,
                )
            )
        if self.needs_registration:
            conditions.append(
                SQL(
                    """
                    EXISTS (SELECT FROM customer_registration AS registration
                             WHERE registration.commercial_partner_id = everybody.id
                               AND registration.company_id = %s
                               AND registration.state = 'registered')
                    """,
                    self.company_id.id,
                )
            )
        return SQL(" AND ").join(conditions)

    def _get_upstream_sql(self):
        """Return the SQL of the upstream customers' ids [CT-03]."""
        return SQL(
            "SELECT commercial_partner_id AS id FROM customer_registration"
            " WHERE is_upstream AND state = 'registered' AND company_id = %s",
            self.company_id.id,
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
            lambda c: targets.get(c.partner_id, [None])[0] != (c.new_tier_id.id or None)
        )
        stale._set_state("cancelled", reason=self.env._("The revenue has moved on."))

    def _propose_changes(self, day, commit=False):
        """Propose the change of each standing that differs, in batches.

        A customer for whom it fails is recorded and skipped; the rest goes on.
        """
        made = self.env["customer.tier.change"]
        ids = self._find_moving(day)
        for start in range(0, len(ids), BATCH):
            batch = self.env["customer.tier.standing"].browse(
                ids[start : start + BATCH]
            )
            made |= self._propose_batch(batch, day)
            if commit:
                remaining = max(len(ids) - start - BATCH, 0)
                self.env["ir.cron"]._commit_progress(len(batch), remaining=remaining)
        return made

    def _find_moving(self, day):
        """Return the ids of standings to propose for: differing, out of grace."""
        self.env["customer.tier.change"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT standing.id FROM customer_tier_standing AS standing
                 WHERE standing.program_id = %(program)s
                   AND COALESCE(standing.tier_id, 0)
                       != COALESCE(standing.target_tier_id, 0)
                   AND (standing.grace_until IS NULL
                        OR standing.grace_until <= %(day)s)
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
        except (UserError, DatabaseError) as error:
            if len(standings) == 1:
                self._record_failure(standings.partner_id, error)
                return self.env["customer.tier.change"]
        made = self.env["customer.tier.change"]
        for standing in standings:
            made |= self._propose_batch(standing, day)
        return made

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
        free._set_state("approved", date_decided=fields.Datetime.now())
        free._put_in_force()
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

    def _get_partners_with_agreement(self, partners):
        valid = self.env["customer.agreement"].sudo()  # whether there is one, no more
        return valid.search(
            valid._get_valid_domain()
            & fields.Domain("commercial_partner_id", "in", partners.ids)
            & fields.Domain("company_id", "=", self.company_id.id)
        ).commercial_partner_id

    def _get_registered_partners(self, partners):
        rows = self.env["customer.registration"].sudo()  # whether there is one, no more
        return rows.search(
            [
                ("commercial_partner_id", "in", partners.ids),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "registered"),
            ]
        ).commercial_partner_id
