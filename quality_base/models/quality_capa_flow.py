from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.identity import sign_with_password

#: step → states in which it is possible
STEP_STATES = {
    "find_cause": ("opened",),
    "submit_plan": ("cause",),
    "approve_plan": ("cause",),
    "finish": ("planned",),
    "start_check": ("done",),
    "verify": ("verifying",),
    "close": ("effective", "not_effective"),
}
PLAN_FIELDS = ("title", "kind", "description", "root_cause", "cause_category") + (
    "effect_basis",
    "effect_after",
    "effect_criteria",
    "action_ids.name",
    "action_ids.user_id",
    "action_ids.date_due",
)
RESULT_FIELDS = ("effect_result", "action_ids.date_done", "action_ids.evidence")


class QualityCapaFlow(models.AbstractModel):
    """Steps of a CAPA up to the measures being done, and what each step asks for.

    ``_step_blockers(step)`` gives the reasons why a step is not possible yet. The
    screen shows them, the button hides by them and the engine refuses by them.
    """

    _name = "quality.capa.flow"
    _description = "Steps of a CAPA"

    can_find_cause = fields.Boolean(compute="_compute_can")
    can_submit_plan = fields.Boolean(compute="_compute_can")
    can_approve_plan = fields.Boolean(compute="_compute_can")
    can_finish = fields.Boolean(compute="_compute_can")
    can_start_check = fields.Boolean(compute="_compute_can")
    can_verify = fields.Boolean(compute="_compute_can")
    can_close = fields.Boolean(compute="_compute_can")
    next_hint = fields.Text("Before the Next Step", compute="_compute_can")

    @api.depends_context("uid", "lang")
    @api.depends(
        "state",
        "root_cause",
        "date_plan",
        "user_id",
        "action_ids.is_done",
        "action_ids.user_id",
        "action_ids.date_due",
        "effect_criteria",
        "effect_result",
        "effect_due_date",
        "lots_since",
        "next_ids.state",
    )
    def _compute_can(self):
        for capa in self:
            hints = []
            for step, states in STEP_STATES.items():
                blockers = capa._step_blockers(step) if capa.state in states else None
                capa[f"can_{step}"] = blockers == []
                # of the plan's two steps only the next one is spoken of
                later = "submit_plan" if capa.date_plan else "approve_plan"
                if blockers and step != later:
                    hints += blockers
            capa.next_hint = "\n".join(dict.fromkeys(hints))

    def _step_blockers(self, step):
        """Return the texts that say why ``step`` is not possible yet ([] = it is).

        :param str step: a key of ``STEP_STATES``; the state itself is not judged here
        """
        self.ensure_one()
        return getattr(self, f"_blockers_{step}")()

    def _check_step(self, step):
        """Refuse ``step`` for the whole recordset when one record is not ready.

        :raises UserError: naming for each record what is missing
        """
        problems = []
        for capa in self:
            if capa.state not in STEP_STATES[step]:
                problems.append(capa._step_message(step))
            else:
                problems += [f"{capa.name}: {x}" for x in capa._step_blockers(step)]
        if problems:
            raise UserError("\n".join(problems))

    def _step_message(self, step):
        possible = [self._state_label(state) for state in STEP_STATES[step]]
        return self.env._(
            "%(name)s is “%(now)s”: this step is possible in “%(states)s” only. "
            "Do the steps before it first.",
            name=self.name,
            now=self._state_label(self.state),
            states=", ".join(possible),
        )

    def _blockers_find_cause(self):
        if (self.root_cause or "").strip():
            return []
        return [
            self.env._(
                "state the root cause (or mark the root in the 5 whys or cause tree)."
            )
        ]

    def _blockers_submit_plan(self):
        if self.date_plan:
            return [self.env._("the plan is submitted already: approve it next.")]
        return self._blockers_plan()

    def _blockers_plan(self):
        blockers = []
        actions = self._get_round_actions()
        if not actions:
            blockers.append(self.env._("plan at least one measure."))
        vague = actions.filtered(lambda a: not (a.user_id and a.date_due))
        if vague:
            names = ", ".join(vague.mapped("name"))
            blockers.append(self.env._("say who and until when: %(n)s.", n=names))
        if not (self.effect_criteria or "").strip():
            blockers.append(self.env._("say by what the effect will be judged."))
        return blockers

    def _blockers_approve_plan(self):
        if not self.date_plan:
            return [self.env._("the plan must be submitted first.")]
        blockers = self._blockers_plan() + self._blockers_right("officer")
        if self.env.user in self.planner_id | self._get_owners():
            blockers.append(
                self.env._(
                    "the plan is approved by someone else than its owner and the "
                    "person who submitted it. Ask another quality officer."
                )
            )
        return blockers

    def _blockers_finish(self):
        missing = self._get_round_actions().filtered(lambda a: not a.is_done)
        if not missing:
            return []
        names = ", ".join(missing.mapped("name"))
        return [self.env._("these measures are not done yet: %(names)s.", names=names)]

    def _blockers_right(self, role):
        group = f"quality_base.group_quality_{role}"
        if self.env.su or self.env.user.has_group(group):
            return []
        label = self.env.ref(group).sudo().name  # a group's name is no secret
        return [self.env._("this step needs the quality role “%(r)s”.", r=label)]

    def _get_round_actions(self):
        """Measures of the current round: those after the last failed check."""
        self.ensure_one()
        return self.action_ids.filtered(lambda a: a.round == self.round)

    def _check_plan_open(self):
        """Refuse changes of a plan that is submitted, approved or beyond."""
        fixed = self.filtered(
            lambda c: c.date_plan or c.state not in ("opened", "cause")
        )
        if fixed:
            raise UserError(
                self.env._(
                    "The plan of %(names)s is submitted or approved: what it says and "
                    "its measures can no longer be changed. Send the plan back first, "
                    "with a reason.",
                    names=", ".join(fixed.mapped("display_name")),
                )
            )

    @api.model
    def _get_signed_fields(self, meaning):
        if meaning == "approved":
            return list(PLAN_FIELDS)
        return [*PLAN_FIELDS, *RESULT_FIELDS]

    def action_find_cause(self):
        """Confirm that the cause is found."""
        self._find_cause()

    def action_submit_plan(self):
        """Hand the plan to someone else for approval."""
        self._submit_plan()

    @sign_with_password
    def action_approve_plan(self):
        """Approve the plan, with password and signature."""
        self._approve_plan()

    def action_finish(self):
        """Report all measures as done."""
        self._finish()

    def action_ask_reason(self):
        """Ask for the reason of sending back, cancelling or reopening."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "quality.capa.reason",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_capa_id": self.id,
                "default_step": self.env.context.get("capa_step"),
            },
        }

    def _find_cause(self):
        """opened → cause found; needs a root cause."""
        self._check_step("find_cause")
        self._set_state("cause")

    def _submit_plan(self):
        """Fix the plan for approval and keep who submitted it [XX-14]."""
        self._check_step("submit_plan")
        self._write_gated(
            {"planner_id": self.env.uid, "date_plan": fields.Datetime.now()}
        )
        for capa in self:
            capa._schedule_approval()

    def _approve_plan(self):
        """cause → plan approved, signed, by another person than the planner."""
        self._check_step("approve_plan")
        self._set_state(
            "planned",
            plan_approver_id=self.env.uid,
            date_plan_approved=fields.Datetime.now(),
        )
        self._sign("approved")
        self.activity_unlink(["quality_base.activity_capa_approve"])

    def _finish(self):
        """plan approved → done; all measures of the round must be done."""
        self._check_step("finish")
        self._set_state("done", date_done=fields.Datetime.now())

    def _send_back(self, reason):
        """Take a plan back to be changed, or a finished CAPA back to its measures.

        :param str reason: why; kept in the history
        :raises UserError: without a reason, or from another state
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is sent back."))
        for capa in self:
            state = {"done": "planned", "verifying": "planned"}.get(capa.state, "cause")
            vals = {"date_done": False}
            if state == "cause":
                vals = self._prepare_plan_reset()
            if capa.state == "cause":
                capa._write_gated(vals)
                capa.message_post(body=self.env._("Plan sent back: %s", reason))
            else:
                capa._check_send_back()
                capa._set_state(state, reason=reason, **vals)

    def _check_send_back(self):
        if self.state not in ("planned", "done", "verifying"):
            raise UserError(self._transition_message("cause"))

    def _prepare_plan_reset(self):
        return {
            "planner_id": False,
            "date_plan": False,
            "plan_approver_id": False,
            "date_plan_approved": False,
        }

    def _cancel(self, reason):
        """Cancel, with a reason, by an officer: not beyond the approved plan."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is cancelled."))
        for capa in self:
            if blockers := capa._blockers_right("officer"):
                raise UserError("\n".join(blockers))
        self._set_state("cancelled", reason=reason)

    def _schedule_approval(self):
        """Tell the head of the team, if it is another person, that a plan waits."""
        head = self.team_id.head_id
        if head and head != self.env.user:
            self.activity_schedule(
                "quality_base.activity_capa_approve",
                user_id=head.id,
                summary=self.title,
            )
