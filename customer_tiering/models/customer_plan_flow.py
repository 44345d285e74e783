from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.claim import claim_rows

#: a change in one of these is not decided yet
OPEN_STATES = ("draft", "service", "committee")


class CustomerPlanFlow(models.Model):
    """The way of a plan: handed in, reviewed, consented, executed [CT-24, CT-25]."""

    _inherit = "customer.plan"

    def _submit(self):
        """draft → service review, when the plan says all that it must [CT-24].

        :raises UserError: something is missing, or the budget exceeds the project
        """
        for plan in self:
            plan._check_complete()
        self._check_used()
        self._set_state(
            "service",
            submitter_id=self.env.uid,
            date_submitted=fields.Datetime.now(),
            return_reason=False,
        )
        self._notify_role("service")

    def _check_complete(self):
        self.ensure_one()
        missing = [
            self._fields[name]._description_string(self.env)
            for name in (
                *("need", "amount", "delivery_cycle", "payment_note"),
                *("budget_ids", "member_ids", "node_ids"),
            )
            if not self[name]
        ]
        if missing:
            raise UserError(
                self.env._(
                    "%(name)s lacks: %(missing)s. Fill it in before you submit.",
                    name=self.display_name,
                    missing=", ".join(missing),
                )
            )
        if self.currency_id.compare_amounts(self.budget_total, self.amount) > 0:
            raise UserError(
                self.env._(
                    "The budget of %(name)s is more than the project's amount: lower it.",
                    name=self.display_name,
                )
            )

    def _return_to_draft(self, reason):
        """service or committee → draft, with a reason; opinions stay as history."""
        self._check_reason(reason)
        for plan in self:
            role = "committee" if plan.state == "committee" else "service"
            plan._check_plan_role(role)
        self._send_back(reason)

    def _send_back(self, reason):
        for plan in self:
            # the step was checked; who decides need not write plans
            plan.sudo()._set_state("draft", return_reason=reason, round=plan.round + 1)

    def _pass_on(self):
        """service → committee above the limit, else approved [CT-24].

        :raises UserError: an opinion that is needed is missing or against the plan
        """
        for plan in self:
            plan._check_plan_role("service")
            plan._check_opinions()
            plan._check_complete()  # service may have changed it since
        above = self.filtered("needs_committee")
        above._set_state("committee")
        above._notify_role("committee")
        (self - above)._approve()

    def _check_opinions(self):
        """All who must be heard said yes: service, finance if financed, experts."""
        self.ensure_one()
        latest = self.review_ids._get_latest(self)
        needed = ["service"] + (["finance"] if (self.financing or "").strip() else [])
        heard = {review.role for review in latest}
        silent = self.expert_ids - self._get_round("expert").user_id
        roles = dict(self.review_ids._fields["role"]._description_selection(self.env))
        missing = [roles[role] for role in needed if role not in heard]
        missing += silent.mapped("name")
        if missing or not all(latest.mapped("consent")):
            against = latest.filtered(lambda r: not r.consent)
            raise UserError(
                self.env._(
                    "%(name)s cannot pass on. Not heard yet: %(missing)s. Against it: "
                    "%(against)s. Have the opinions given, or return the plan to sales.",
                    name=self.display_name,
                    missing=", ".join(missing) or "–",
                    against=", ".join(against.user_id.mapped("name")) or "–",
                )
            )

    def _void_opinions(self):
        """An opinion is on the plan as it was: what service changes is heard anew."""
        waiting = self.filtered(lambda plan: plan.state == "service")
        claim_rows(waiting)  # an opinion given meanwhile is on the plan as it was, too
        for plan in waiting:
            if given := plan.review_ids.filtered(lambda r: r.round == r.plan_id.round):
                plan._write_gated({"round": plan.round + 1})
                plan.message_post(
                    body=self.env._(
                        "The plan was changed after opinions were given: they no longer "
                        "count. Please say what you think of it now."
                    ),
                    partner_ids=given.user_id.partner_id.ids,
                )

    def _approve(self):
        """→ approved: it binds, and replaces the version that it changes [CT-25]."""
        self._check_used()
        self._set_state("approved", date_approved=fields.Date.context_today(self))
        for plan in self.filtered("origin_id"):
            plan.origin_id._set_state("superseded")
            plan.origin_id.budget_ids._hand_over(plan)
            plan.origin_id.node_ids._hand_over(plan)

    def _check_used(self):
        """A new version cannot take back money that was spent."""
        for plan in self.filtered("origin_id"):
            for old in plan.origin_id.budget_ids.filtered("used"):
                new = plan.budget_ids.filtered(lambda b, old=old: b.origin_id == old)
                if self.currency_id[:1].compare_amounts(new.amount, old.used) < 0:
                    raise UserError(
                        self.env._(
                            "%(used)s of “%(purpose)s” are used already: the new "
                            "version must leave at least that.",
                            used=old.currency_id.format(old.used),
                            purpose=old.name,
                        )
                    )

    def _start(self):
        """approved → execution, when everybody in the team was briefed [CT-25]."""
        for plan in self:
            plan._check_own()
            if absent := plan.member_ids.filtered(lambda m: not m.date_briefed):
                raise UserError(
                    self.env._(
                        "Not briefed yet: %(names)s. Each member confirms the briefing "
                        "on the plan before it starts.",
                        names=", ".join(absent.user_id.mapped("name")),
                    )
                )
        self._set_state("execution")
        self.node_ids.filtered(lambda n: n.state == "open")._schedule()

    def _change(self, reason):
        """Draft a new version of a binding plan, for the committee's consent [CT-25].

        :param str reason: why; kept with the new version
        :return: the new version
        """
        self.ensure_one()
        self._check_reason(reason)
        self._check_own()
        if self.state not in ("approved", "execution"):
            raise UserError(
                self.env._(
                    "%(name)s does not bind: only approved plans are changed by a new "
                    "version.",
                    name=self.display_name,
                )
            )
        if going := self.change_ids.filtered(lambda c: c.state in OPEN_STATES):
            raise UserError(
                self.env._(
                    "%(name)s is proposed already: go on with it, or cancel it first.",
                    name=going.display_name,
                )
            )
        change = self.copy()
        change._write_gated(
            {
                "name": self.name,
                "version": self.version + 1,
                "origin_id": self.id,
                "change_reason": reason,
            }
        )
        change._link_lines(self)
        self.message_post(
            body=self.env._("A change is proposed: %(reason)s", reason=reason)
        )
        return change

    def _link_lines(self, origin):
        """Note which line of the plan each line of its change comes from."""
        for lines, copies in (
            (origin.budget_ids, self.budget_ids),
            (origin.node_ids, self.node_ids),
        ):
            for line, copy in zip(lines.sorted("id"), copies.sorted("id"), strict=True):
                copy._write_gated({"origin_id": line.id})

    def _close(self, result):
        """execution → closed, with the result, when all points were supervised."""
        self._check_reason(result)
        for plan in self:
            plan._check_own()
            if missing := plan.node_ids.filtered(lambda n: n.state == "open"):
                raise UserError(
                    self.env._(
                        "Not supervised yet: %(names)s. Their supervisors report first.",
                        names=", ".join(missing.mapped("name")),
                    )
                )
        self._set_state(
            "closed", result=result, date_closed=fields.Date.context_today(self)
        )

    def _check_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why, in a few words: it is kept."))

    def _check_own(self):
        """Only the plan's salesperson or an approver leads its execution."""
        if self.user_id != self.env.user and not self._has_role("city"):
            raise AccessError(
                self.env._(
                    "%(name)s is led by %(user)s: ask there, or an approver.",
                    name=self.display_name,
                    user=self.user_id.name,
                )
            )

    def _check_plan_role(self, role):
        """Refuse who has not the role, or has written or handed in the plan.

        :raises AccessError: the role is missing
        :raises UserError: it is his own plan
        """
        self.ensure_one()
        if not self._has_role(role):
            group = self.env.ref(f"customer_tiering.group_tier_{role}").sudo()
            raise AccessError(
                self.env._(
                    "This step needs the role “%(role)s”. Ask a colleague who holds it.",
                    role=group.full_name,  # a group's name is no secret
                )
            )
        if self.env.user in self.user_id | self.submitter_id | self.create_uid:
            raise UserError(
                self.env._(
                    "%(name)s is your own plan: somebody else reviews it.",
                    name=self.display_name,
                )
            )
