from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.claim import claim_rows

#: ratings written per transaction of the scheduled run
BATCH = 500


class CustomerClassModelRate(models.Model):
    """Rate: score everybody at once, propose where the class differs or is outdated.

    Idempotent: a second run on the same documents writes nothing [CT-16, CT-20].
    """

    _inherit = "customer.class.model"

    def action_rate(self):
        """Rate now and show what is to decide."""
        self.env["customer.tier.change"]._check_role("manager")
        self.check_access("write")
        self._rate()
        action = self.action_open_ratings()
        return action | {"context": {"search_default_proposed": 1}}

    @api.model
    def _cron_rate(self):
        """Rate by the models that run daily; progress is committed in batches."""
        for model in self.search([("auto_run", "=", True)]):
            model._rate(commit=True)

    def _rate(self, day=None, partners=None, commit=False):
        """Score customers, and propose, correct or cancel ratings.

        :param date day: as seen on this day; today when left out
        :param partners: propose for these in any case, and for nobody else
        :param bool commit: commit after each batch (scheduled runs)
        :return: the ratings made or corrected
        """
        touched = self.env["customer.class.rating"]
        for model in self:
            claim_rows(model)  # two runs at once would propose the same twice
            today = day or fields.Date.context_today(model)
            rows = model._get_rating_rows(today, partners)
            made = touched.browse()
            for start in range(0, len(rows), BATCH):
                batch = rows[start : start + BATCH]
                made |= model._write_ratings(batch, today, partners)
                if commit:
                    remaining = max(len(rows) - start - BATCH, 0)
                    self.env["ir.cron"]._commit_progress(
                        len(batch), remaining=remaining
                    )
            model._notify_heads(made.filtered(lambda r: r.state == "proposed"))
            touched |= made
        return touched

    def _get_rating_rows(self, day, partners=None):
        """Return what has to be written, as dicts: only customers that differ."""
        self.env.flush_all()
        wanted = SQL("customer.id = ANY(%s)", partners.ids) if partners else SQL("TRUE")
        needed = SQL(
            "(decided.id IS NULL OR decided.date_review <= %s"
            " OR decided.proposed_class_id IS DISTINCT FROM customer.class_id)",
            day,
        )
        self.env.cr.execute(
            SQL(
                """
                SELECT customer.*, waiting.id AS rating_id, %(needed)s AS needed
                  FROM (%(scores)s) AS customer
                  LEFT JOIN customer_class_rating AS decided
                    ON decided.partner_id = customer.id AND decided.state = 'decided'
                       AND decided.company_id = %(company)s
                  LEFT JOIN customer_class_rating AS waiting
                    ON waiting.partner_id = customer.id AND waiting.state = 'proposed'
                       AND waiting.company_id = %(company)s
                 WHERE %(wanted)s AND CASE
                       WHEN waiting.id IS NULL THEN %(needed)s OR %(forced)s
                       WHEN NOT %(needed)s AND waiting.user_id IS NULL THEN TRUE
                       ELSE (waiting.score, waiting.proposed_class_id, waiting.unit_id)
                            IS DISTINCT FROM
                            (customer.score, customer.class_id, customer.unit_id) END
                 ORDER BY customer.id
                """,
                scores=self._get_score_query(day),
                company=self.company_id.id,
                needed=needed,
                wanted=wanted,
                forced=bool(partners),
            )
        )
        return self.env.cr.dictfetchall()

    def _write_ratings(self, rows, day, partners=None):
        # the engine's own rows: no user's right decides on them
        ratings = self.env["customer.class.rating"].sudo()
        ratings = ratings.with_context(tracking_disable=True)
        stale = [r["rating_id"] for r in rows if r["rating_id"] and not r["needed"]]
        kept = ratings.browse(stale)
        kept = kept.filtered(lambda r: not r.user_id and not partners)
        kept._set_state("cancelled", reason=self.env._("The score has moved on."))
        for row in rows:
            if row["rating_id"] and row["rating_id"] not in kept.ids:
                rating = ratings.browse(row["rating_id"])
                rating._write_gated(self._prepare_rating(row, day))
                ratings |= rating
        asked = {"user_id": self.env.uid} if partners else {}
        made = ratings._create_gated(
            [
                self._prepare_rating(row, day) | {"partner_id": row["id"]} | asked
                for row in rows
                if not row["rating_id"]
            ]
        )
        return (ratings | made).with_env(self.env)

    def _notify_heads(self, ratings):
        """Tell the heads of units, once a run, how many ratings wait for them."""
        # whoever rates need not see the ratings of other units
        waiting = ratings.sudo()._read_group(
            [
                ("model_id", "=", self.id),
                ("state", "=", "proposed"),
                ("unit_id", "in", ratings.unit_id.ids),
            ],
            ["unit_id"],
            ["__count"],
        )
        for unit, count in waiting:
            heads = unit._get_deciding_heads()[:1]
            if not heads or heads == self.env.user:
                continue
            self.message_notify(
                partner_ids=heads.partner_id.ids,
                subject=self.env._("Ratings to decide: %(unit)s", unit=unit.name),
                body=self.env._(
                    "%(count)s customers of %(unit)s wait for your decision on their "
                    "class.",
                    count=count,
                    unit=unit.display_name,
                ),
            )

    def _prepare_rating(self, row, day):
        return {
            "model_id": self.id,
            "unit_id": row["unit_id"],
            "score": float(row["score"]),
            "points": row["points"],
            "proposed_class_id": row["class_id"],
            "date_rated": day,
        }

    @api.model
    def _find_for(self, partner):
        """Return the model that rates a customer in the current company.

        :raises UserError: there is none, or he bought nothing yet
        """
        models = self.search([("company_id", "=", self.env.company.id)])
        for model in models:
            if partner.filtered_domain(model._get_customer_domain()):
                return model
        raise UserError(
            self.env._(
                "No class model rates %(name)s: he has bought nothing yet, or the key "
                "account center has set none up for the sales unit.",
                name=partner.display_name,
            )
        )
