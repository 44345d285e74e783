from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.identity import sign_with_password


class QualityCapaEffect(models.AbstractModel):
    """Check of effect: after N days or N lots, by another person; it blocks closing.

    A failed check takes the CAPA back to its causes, or opens the next one [NC-75].
    """

    _name = "quality.capa.effect"
    _description = "Check of Effect of a CAPA"

    effect_basis = fields.Selection(
        [("days", "Days"), ("lots", "Lots")],
        "Check after",
        required=True,
        default="days",
    )
    effect_after = fields.Integer(
        "Days or Lots", default=30, help="Counted after the measures were done."
    )
    effect_criteria = fields.Text(
        help="By what the effect is judged, e.g. no repetition in 20 lots."
    )
    effect_due_date = fields.Date(
        "Check due on", compute="_compute_effect_due_date", store=True
    )
    lots_counted = fields.Integer(
        "Lots Counted by Hand", copy=False, help="Where no stock system counts them."
    )
    lots_since = fields.Integer("Lots since Done", compute="_compute_lots_since")
    checker_id = fields.Many2one(
        "res.users", help="Verifies the effect: neither owner nor executor."
    )
    effect_result = fields.Text("Result of the Check", copy=False)
    verified_by_id = fields.Many2one(
        "res.users", "Verified by", readonly=True, copy=False
    )
    date_verified = fields.Datetime("Verified on", readonly=True, copy=False)

    is_followed = fields.Boolean(compute="_compute_is_followed")

    _effect_after_check = models.Constraint(
        "CHECK(effect_after >= 0)", "The number of days or lots cannot be negative."
    )

    @api.depends("next_ids.state")
    def _compute_is_followed(self):
        for capa in self:  # one opened by mistake and cancelled goes on with nothing
            capa.is_followed = set(capa.next_ids.mapped("state")) - {"cancelled"}

    @api.depends("date_done", "effect_basis", "effect_after")
    def _compute_effect_due_date(self):
        for capa in self:
            due = False
            if capa.date_done and capa.effect_basis == "days":
                done = capa._get_company_day(capa.date_done)
                due = done + timedelta(days=capa.effect_after)
            capa.effect_due_date = due

    @api.depends("date_done", "effect_basis", "lots_counted", "product_id")
    def _compute_lots_since(self):
        for capa in self:
            count = None
            if capa.date_done and capa.effect_basis == "lots":
                count = capa._count_lots_since(capa.date_done)
            capa.lots_since = capa.lots_counted if count is None else count

    def _count_lots_since(self, date):
        """Hook: number of lots of the product made or received since ``date``.

        :param datetime date: when the measures were done
        :return: the number, or None when it cannot be counted (then by hand)
        """
        self.ensure_one()
        return None

    def _blockers_start_check(self):
        if self.effect_basis == "lots":
            missing = self.effect_after - self.lots_since
            if missing <= 0:
                return []
            return [self.env._("%(n)s more lots are needed for the check.", n=missing)]
        if self.effect_due_date and self.effect_due_date <= fields.Date.context_today(
            self
        ):
            return []
        return [
            self.env._(
                "the effect can be judged from %(date)s on (%(n)s days after the "
                "measures were done).",
                date=self.effect_due_date,
                n=self.effect_after,
            )
        ]

    def _blockers_verify(self):
        blockers = self._blockers_start_check() + self._blockers_right("user")
        if not (self.effect_result or "").strip():
            blockers.append(self.env._("write down the result of the check."))
        if self.env.user in self._get_owners() | self._get_round_actions().user_id:
            blockers.append(
                self.env._(
                    "the effect is verified by someone who neither owns the CAPA nor "
                    "carried out a measure. Ask a colleague."
                )
            )
        return blockers

    def _blockers_close(self):
        blockers = self._blockers_right("officer")
        if self.state == "not_effective" and not self.is_followed:
            blockers.append(
                self.env._(
                    "it was found not effective: go back to the causes, or open the "
                    "next CAPA."
                )
            )
        return blockers

    def action_start_check(self):
        """Start the check of effect."""
        self._start_check()

    @sign_with_password
    def action_verify_effective(self):
        """Verify: the criteria are met. With password and signature."""
        self._verify(True)

    @sign_with_password
    def action_verify_not_effective(self):
        """Verify: the criteria are not met. With password and signature."""
        self._verify(False)

    def action_open_next(self):
        """Open the next CAPA after a failed check."""
        return self._open_next()[:1]._get_form_action()

    def action_view_next(self):
        """Open the CAPA that follows this one."""
        self.ensure_one()
        following = self.next_ids.sorted(lambda c: c.state == "cancelled")
        return following[:1]._get_form_action()

    @sign_with_password
    def action_close(self):
        """Close, with password and signature."""
        self._close()

    def _start_check(self):
        """done → verifying, when the days or lots have passed."""
        self._check_step("start_check")
        self._set_state("verifying")
        for capa in self:
            capa._schedule_check()

    def _verify(self, effective, result=None):
        """Record the check: verifying → effective or not effective, signed.

        :param bool effective: whether the criteria were met
        :param str result: what was found; or write ``effect_result`` before
        :raises UserError: too early, no result, or by the owner or an executor
        """
        if result:
            self.write({"effect_result": result})
        self.filtered(lambda c: c.state == "done")._start_check()
        self._check_step("verify")
        self._set_state(
            "effective" if effective else "not_effective",
            verified_by_id=self.env.uid,
            date_verified=fields.Datetime.now(),
        )
        self._sign("verified")
        self.activity_unlink(["quality_base.activity_capa_check"])

    def _rework(self, reason):
        """Take a CAPA that was not effective, or closed, back to its causes.

        A new round starts: new measures, new plan, new check; what was done stays.
        """
        if not (reason or "").strip():
            raise UserError(
                self.env._("A CAPA is taken up again with a reason: state it.")
            )
        for capa in self:
            if blockers := capa._blockers_right("officer"):
                raise UserError("\n".join(blockers))
            capa._set_state(
                "cause",
                reason=reason,
                round=capa.round + 1,
                effect_result=False,
                verified_by_id=False,
                date_verified=False,
                date_done=False,
                date_closed=False,
                **capa._prepare_plan_reset(),
            )

    def _open_next(self):
        """Open the next CAPA of the chain for each that was not effective."""
        wrong = self.filtered(lambda c: c.state != "not_effective")
        if wrong:
            raise UserError(
                self.env._(
                    "A next CAPA follows one that was not effective: %(names)s is not.",
                    names=", ".join(wrong.mapped("display_name")),
                )
            )
        vals_list = [capa._prepare_next_vals() for capa in self]
        return self._create_gated(vals_list)

    def _prepare_next_vals(self):
        self.ensure_one()
        return {
            "title": self.title,
            "kind": self.kind,
            "previous_id": self.id,
            "description": self.description,
            "origin": self.origin,
            "source_model": self.source_model,
            "source_id": self.source_id,
            "product_id": self.product_id.id,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "user_id": self.user_id.id,
            "confidential": self.confidential,
        }

    def _close(self):
        """effective → closed, signed; tells everybody concerned what was learnt.

        :raises UserError: when the effect was not verified, or failed without a next
        """
        self._check_step("close")
        for capa in self:
            lesson = capa.lesson or "\n".join(
                filter(None, (capa.root_cause, capa.effect_result))
            )
            capa._set_state("closed", date_closed=fields.Datetime.now(), lesson=lesson)
            capa._tell_lesson()
        self._sign("closed")

    def _tell_lesson(self):
        """Tell the conclusion to everybody concerned [NC-75]."""
        self.ensure_one()
        users = self.lesson_user_ids | self.user_id | self.action_ids.user_id
        users |= self.team_id.sudo().member_ids  # members see what their team learnt
        if self.confidential:  # a secret is told only to those who may read it
            users = users.filtered(lambda user: self.with_user(user).has_access("read"))
        self.message_notify(
            partner_ids=users.partner_id.ids,
            subject=self.env._("Learnt from %(name)s", name=self.display_name),
            body=self.lesson or self.title,
            model=self._name,
            res_id=self.id,
        )

    def _schedule_check(self):
        """Ask the checker (else the head of the team) to verify the effect."""
        self.ensure_one()
        executors = self.user_id | self._get_round_actions().user_id
        users = (self.checker_id | self.team_id.sudo().head_id) - executors
        if users:
            self.activity_schedule(
                "quality_base.activity_capa_check",
                user_id=users[0].id,
                summary=self.effect_criteria,
            )

    @api.model
    def _due_check_domain(self):
        today = fields.Date.context_today(self)
        by_day = Domain("effect_due_date", "<=", today)
        return Domain("state", "=", "done") & (
            by_day | Domain("effect_basis", "=", "lots")
        )

    @api.model
    def _cron_start_checks(self):
        """Start the checks that are due; checks by lots when there are enough."""
        capas = self.search(self._due_check_domain(), order="id")
        capas = capas.filtered(lambda c: not c._blockers_start_check())
        Cron = self.env["ir.cron"]
        Cron._commit_progress(remaining=len(capas))
        for capa in capas:
            capa = capa.try_lock_for_update().filtered_domain(self._due_check_domain())
            if capa:
                capa._start_check()
            if not Cron._commit_progress(1):
                break
