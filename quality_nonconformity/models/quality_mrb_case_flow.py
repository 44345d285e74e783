from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .quality_mrb_case import OPEN_STATES

ACTIVITY = "quality_nonconformity.mail_activity_opinion"


class QualityMrbCaseFlow(models.Model):
    """Call the board, open the session, send up, cancel, follow the execution."""

    _inherit = "quality.mrb.case"

    def action_call(self):
        self._call()
        return True

    def action_start(self):
        self._start()
        return True

    def action_give_opinion(self):
        return self._open_step("opinion", self.env._("Give Opinion"))

    def action_decide(self):
        return self._open_step("decide", self.env._("Decide"))

    def action_escalate(self):
        return self._open_step("escalate", self.env._("Send to the Upper Board"))

    def action_cancel(self):
        return self._open_step("cancel", self.env._("Give Up"))

    def _open_step(self, step, title):
        self.ensure_one()
        return {
            "name": title,
            "type": "ir.actions.act_window",
            "res_model": "quality.mrb.step",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_case_id": self.id, "default_step": step},
        }

    # -- call and open -----------------------------------------------------------------

    def _call(self):
        """draft → called: summon the members; they read the case from now on.

        :raises AccessError: the user is no quality staff
        :raises UserError: the board has no mandate today, too few valid members, or it
            may not decide this
        """
        self.nonconformity_ids._check_role("user")
        for case in self:
            if case.state != "draft":
                raise UserError(case._transition_message("called"))
            if blockers := case._get_call_blockers():
                raise UserError("\n".join(blockers))
            case._summon()

    def _summon(self):
        self.ensure_one()
        members = self.board_id._get_valid_members().user_id
        sudo = self.sudo()  # also for a lower board, whose members only read
        sudo._set_state("called", date_called=fields.Datetime.now())
        sudo._let_take_part(members)
        for source in sudo.nonconformity_ids.filtered(lambda r: r.state == "isolated"):
            source._set_state("review")
        sudo.nonconformity_ids.disposition_ids._refresh_approvals()
        sudo._remind(members)

    def _start(self):
        """called → in session: from now on the members give their opinions."""
        for case in self:
            case._check_leads()
            if case.state != "called":
                raise UserError(case._transition_message("in_session"))
        # the chair may be of another department: checked above
        self.sudo()._set_state("in_session", date_session=fields.Datetime.now())

    def _get_call_blockers(self):
        """Hook: texts that say why the board cannot be called ([] = it can)."""
        self.ensure_one()
        board, blockers = self.board_id, []
        if not board._is_valid_on(fields.Date.context_today(self)):
            blockers.append(
                self.env._(
                    "The mandate of %(board)s is not valid today: choose another board, "
                    "or renew it in Review Boards.",
                    board=board.name,
                )
            )
        valid = board._get_valid_members()
        if len(valid) < board.quorum:
            blockers.append(
                self.env._(
                    "%(board)s has %(valid)s members who may vote today, its quorum is "
                    "%(quorum)s. Renew or add members in Review Boards.",
                    board=board.name,
                    valid=len(valid),
                    quorum=board.quorum,
                )
            )
        blockers += self._get_clash_blockers()
        return blockers + self._get_authority_blockers()

    def _get_clash_blockers(self):
        """Two boards must not judge the same at the same time, nor what is decided."""
        blockers = []
        for source in self.nonconformity_ids:
            others = source.sudo().mrb_case_ids - self  # names of cases only
            others = others.filtered(lambda case: case.state in OPEN_STATES[1:])
            if others:
                blockers.append(
                    self.env._(
                        "%(name)s is before a board already: %(cases)s.",
                        name=source.name,
                        cases=", ".join(others.mapped("name")),
                    )
                )
            if not source._can_be_judged():
                blockers.append(
                    self.env._(
                        "%(name)s is “%(state)s”: a board judges isolated goods and "
                        "cases under review.",
                        name=source.name,
                        state=source._state_label(source.state),
                    )
                )
        return blockers

    # -- send up, cancel, follow ---------------------------------------------------------

    def _escalate(self, reason):
        """Send the case to the upper board: no agreement, or beyond authority.

        :param str reason: why, kept in the history and put before the upper board
        :return: the new cases, called
        :raises UserError: no reason, or there is no upper board
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the case goes to the upper board."))
        upper_cases = self.browse()
        for case in self:
            case._check_leads()
            if not case.board_id.parent_id:
                raise UserError(
                    self.env._(
                        "There is no board above %(board)s. Change the proposal and let "
                        "the members vote again, or name an upper board in Review "
                        "Boards.",
                        board=case.board_id.name,
                    )
                )
            sudo = case.sudo()  # the chair may be of another department: checked above
            sudo._set_state("escalated", reason=reason)
            sudo._dismiss()
            upper = sudo._create_upper()
            if blockers := upper._get_call_blockers():
                raise UserError("\n".join(blockers))
            upper._summon()
            upper_cases |= upper.sudo(False)
        return upper_cases

    def _create_upper(self):
        """Create the case of the upper board, with all that was put before this one."""
        self.ensure_one()
        vals = self.copy_data({"board_id": self.board_id.parent_id.id})[0]
        return self._create_gated(
            [
                vals
                | {"parent_id": self.id, "user_id": self.board_id.parent_id.chair_id.id}
            ]
        )

    def _cancel(self, reason):
        """Give the case up, e.g. because it was judged conforming after all."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the case is given up."))
        for case in self:
            case._check_leads()
            if case.state not in OPEN_STATES:
                raise UserError(case._transition_message("cancelled"))
        self.sudo()._give_up(reason)  # the chair may be of another department

    def _give_up(self, reason):
        self._set_state("cancelled", reason=reason)
        self._dismiss()
        self.nonconformity_ids.disposition_ids._refresh_approvals()

    def _follow(self):
        """decided → executed when all it decided on is carried out and verified."""
        for case in self.filtered(lambda case: case.state == "decided"):
            states = set(case.disposition_ids.mapped("state"))
            if states == {"cancelled"}:
                case._give_up(self.env._("All dispositions were taken back."))
            elif states and states <= {"verified", "cancelled"}:
                case._set_state(
                    "executed", reason=self.env._("All dispositions are carried out.")
                )

    # -- who -----------------------------------------------------------------------------

    def _leads(self):
        """Whether the current user runs the session: chair, deputy, quality officer."""
        self.ensure_one()
        board, user = self.board_id.sudo(), self.env.user
        return user in board.chair_id | board.deputy_id or user.has_group(
            "quality_base.group_quality_officer"
        )

    def _check_leads(self):
        self.check_access("read")
        if not self._leads():
            board = self.board_id.sudo()  # who chairs it is no secret
            raise AccessError(
                self.env._(
                    "%(name)s is led by the chair of %(board)s (%(chair)s), the deputy "
                    "or a quality officer. Ask one of them.",
                    name=self.name,
                    board=board.name,
                    chair=board.chair_id.name,
                )
            )

    # -- reminders -------------------------------------------------------------------------

    def _remind(self, users):
        for case in self:
            for user in users:
                case.activity_schedule(
                    ACTIVITY,
                    user_id=user.id,
                    summary=self.env._("Give your opinion: %(name)s", name=case.name),
                )

    def _dismiss(self, users=None):
        """Take reminders away: of ``users``, or of all."""
        kind = self.env.ref(ACTIVITY)
        self.activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id == kind
                and (users is None or activity.user_id in users)
            )
        ).unlink()
