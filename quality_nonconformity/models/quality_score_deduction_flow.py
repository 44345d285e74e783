from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.quality_base.tools.identity import sign_with_password

#: what only the head of the unit, or only the manager writes
HEAD_FIELDS = {"statement"}
MANAGER_FIELDS = {"points", "decision_reason"}


class QualityScoreDeductionFlow(models.Model):
    """Statement and decision on a score deduction: who may, and when [XX-35]."""

    _inherit = "quality.score.deduction"

    can_state = fields.Boolean(compute="_compute_can_steps")
    can_decide = fields.Boolean(compute="_compute_can_steps")

    @api.depends("state", "team_id")
    @api.depends_context("uid")
    def _compute_can_steps(self):
        for deduction in self:
            is_open = deduction.state in ("proposed", "stated")
            deduction.can_state = (
                deduction.state == "proposed" and deduction._may_state()
            )
            deduction.can_decide = is_open and deduction._may_decide()

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {
            "proposed": {"stated", "decided", "dropped"},
            "stated": {"decided", "dropped"},
            "decided": {"dropped"},
        }

    def write(self, vals):
        if not self._gate_is_open() and not self.env.su:
            asked = vals.keys() - self._get_unfrozen_fields()
            for deduction in self:
                deduction._check_writer(asked)
        return super().write(vals)

    def action_state(self):
        self._state()
        return True

    @sign_with_password
    def action_decide(self):
        self._decide()
        return True

    def action_drop(self):
        self._drop()
        return True

    def _state(self, text=None):
        """The head of the unit states how he sees it.

        :param str text: default what the record says
        :raises AccessError: the user is not the head of the unit
        :raises UserError: there is no text, or it is past that
        """
        for deduction in self:
            if deduction.state != "proposed":
                raise UserError(deduction._transition_message("stated"))
            deduction._check_may_state()
            if text:
                deduction.statement = text
            if not (deduction.statement or "").strip():
                raise UserError(self.env._("Write down your statement first."))
        self.sudo()._set_state(  # the head writes his statement, not the step
            "stated", stated_by_id=self.env.uid, date_stated=fields.Datetime.now()
        )

    def _decide(self, points=None, reason=None):
        """A quality manager decides how many points are taken off.

        :param float points: default those on the record
        :param str reason: required when they differ from the proposal
        :raises AccessError: the user is no quality manager, or belongs to the unit
        :raises UserError: the head has not been heard, or a reason is missing
        """
        self._check_may_decide()
        vals = {} if points is None else {"points": points}
        vals |= {"decision_reason": reason} if reason else {}
        for deduction in self:
            if deduction.state not in ("proposed", "stated"):
                raise UserError(deduction._transition_message("decided"))
            deduction._check_heard()
        if vals:
            self.write(vals)
        for deduction in self:
            differs = deduction.points != deduction.proposed_points
            if differs and not (deduction.decision_reason or "").strip():
                raise UserError(
                    self.env._(
                        "%(proposed)s points are proposed for %(name)s: say why you "
                        "decide on %(points)s.",
                        proposed=deduction.proposed_points,
                        name=deduction.name,
                        points=deduction.points,
                    )
                )
        self._set_state(
            "decided", decided_by_id=self.env.uid, date_decided=fields.Datetime.now()
        )
        self._sign("approved")

    def _drop(self, reason=None):
        """A quality manager drops it: nothing is taken off.

        :param str reason: default the reason on the record
        """
        self._check_may_decide()
        for deduction in self:
            why = (reason or deduction.decision_reason or "").strip()
            if not why:
                raise UserError(self.env._("Say why the deduction is dropped."))
            deduction._set_state(
                "dropped",
                reason=why,
                decision_reason=why,
                decided_by_id=self.env.uid,
                date_decided=fields.Datetime.now(),
            )

    def _may_state(self):
        self.ensure_one()
        team = self.sudo().team_id  # who heads a unit is no secret
        return self.env.user == team.head_id

    def _may_decide(self):
        self.ensure_one()
        team = self.sudo().team_id  # who belongs to a unit is no secret
        manager = self.env.user.has_group("quality_base.group_quality_manager")
        return manager and self.env.user not in team.head_id | team.member_ids

    def _check_may_state(self):
        self.ensure_one()
        if not self._may_state():
            raise AccessError(
                self.env._(
                    "The statement on %(name)s is given by the head of %(team)s.",
                    name=self.name,
                    team=self.sudo().team_id.name,  # named on the record
                )
            )

    def _check_may_decide(self):
        for deduction in self.filtered(lambda d: not d._may_decide()):
            raise AccessError(
                self.env._(
                    "%(name)s is decided by a quality manager who does not belong to "
                    "%(team)s.",
                    name=deduction.name,
                    team=deduction.sudo().team_id.name,  # named on the record
                )
            )

    def _check_writer(self, asked):
        """Each writes his own part: the head the statement, the manager the rest."""
        self.ensure_one()
        if asked & HEAD_FIELDS:
            self._check_may_state()
            if self.state != "proposed":
                raise UserError(
                    self.env._("The statement on %(name)s is given.", name=self.name)
                )
        if asked - HEAD_FIELDS:
            self._check_may_decide()

    def _check_heard(self):
        """The head is heard before anything is decided, or let the time pass."""
        self.ensure_one()
        waiting = self._get_deadlines(["statement"])
        if self.state == "stated" or any(waiting.mapped("is_late")):
            return
        raise UserError(
            self.env._(
                "The head of %(team)s has not given a statement on %(name)s yet. Wait "
                "for it, or until its time has passed.",
                team=self.sudo().team_id.name,  # named on the record
                name=self.name,
            )
        )
