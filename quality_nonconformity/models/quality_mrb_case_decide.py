from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.mrb_vote import is_agreed
from .quality_approval import RANK, WAITING
from .quality_approval_rule import MRB_RANK


class QualityMrbCaseDecide(models.Model):
    """The decision that the votes carry: quorum, agreement, authority [NC-50]."""

    _inherit = "quality.mrb.case"

    def _decide(self, reasons=None):
        """Decide as the valid votes carry it: the chair signs, dispositions follow.

        :param str reasons: decision and reasons, for the minutes; default: what those
            who agree have said
        :raises AccessError: the user does not chair it, or decides his own proposal
        :raises UserError: no quorum, no agreement, beyond authority: what to do
        """
        for case in self:
            case._check_chairs()
            if case.state != "in_session":
                raise UserError(case._transition_message("decided"))
            case._supersede_opinions()
            case.sudo().disposition_ids._refresh_approvals()
            if blockers := case._get_decide_blockers():
                raise UserError("\n".join(blockers))
            reasons = (reasons or "").strip() or case._get_given_reasons()
            if not reasons:
                raise UserError(self.env._("State the decision and its reasons."))
            # the chair may be of another department: checked above
            case.sudo()._set_decided(reasons)

    def _set_decided(self, reasons):
        self.ensure_one()
        dispositions = self.disposition_ids
        self._set_state(
            "decided",
            reasons=reasons,
            decided_by_id=self.env.uid,
            date_decided=fields.Datetime.now(),
        )
        self._sign("approved", reasons)
        self._dismiss()
        if self.effect:
            unstated = self.nonconformity_ids.filtered(lambda r: not r.effect)
            unstated.effect = self.effect
        if self.date_deadline:
            open_ended = dispositions.filtered(lambda d: not d.date_deadline)
            open_ended.date_deadline = self.date_deadline
        for disposition in dispositions:
            disposition._register_board(self)
        dispositions.nonconformity_id._decide_when_complete()

    def _get_given_reasons(self):
        """Return what those said who carry the decision."""
        agreeing = self._get_votes().filtered(lambda vote: vote.verdict == "agree")
        return "\n".join(agreeing.filtered("text").mapped("text"))

    def _get_chairs(self):
        """Return who may decide: chair and deputy, not on their own proposal."""
        self.ensure_one()
        sudo = self.sudo()  # who chairs it and who proposed is part of the case
        chairs = sudo.board_id.chair_id | sudo.board_id.deputy_id
        return (chairs - sudo.disposition_ids.proposer_ids).sudo(False)

    def _check_chairs(self):
        self.check_access("read")
        user, board = self.env.user, self.board_id.sudo()  # who chairs is no secret
        if user in self._get_chairs():
            member = self._get_my_member()
            if not member._is_valid_on(fields.Date.context_today(self)):
                raise UserError(member._not_valid_message())
            return
        if user in board.chair_id | board.deputy_id:
            raise AccessError(
                self.env._(
                    "You proposed a disposition of %(name)s yourself: the other chair "
                    "of %(board)s must decide. Name a deputy chair, or send it up.",
                    name=self.name,
                    board=board.name,
                )
            )
        raise AccessError(
            self.env._(
                "%(name)s is decided by the chair of %(board)s: %(chair)s.",
                name=self.name,
                board=board.name,
                chair=", ".join((board.chair_id | board.deputy_id).mapped("name")),
            )
        )

    def _get_decide_blockers(self):
        """Hook: texts that say why it cannot be decided yet ([] = it can)."""
        self.ensure_one()
        blockers = self._get_vote_blockers() + self._get_authority_blockers()
        sudo = self.sudo()  # members may be of other departments
        if not sudo.disposition_ids and "product" in sudo.nonconformity_ids.mapped(
            "kind"
        ):
            blockers.append(
                self.env._("Propose a disposition: there is none to decide.")
            )
        for disposition in sudo.disposition_ids:
            blockers += disposition._get_approve_blockers()
            before = disposition.approval_ids.filtered(
                lambda row: row.state in WAITING and row.rank < RANK["board"]
            )
            if before:
                blockers.append(
                    self.env._(
                        "%(name)s: these must sign before the board: %(asked)s.",
                        name=disposition.display_name,
                        asked="; ".join(
                            f"{r.display_name} ({r.asked})" for r in before
                        ),
                    )
                )
        return blockers

    def _get_vote_blockers(self):
        """Quorum of valid members, agreement by the board's rule, an outside vote."""
        board, today = self.board_id.sudo(), fields.Date.context_today(self)
        votes = self._get_votes().filtered(
            lambda vote: vote.member_id._is_valid_on(today)
        )
        if len(votes) < board.quorum:
            return [
                self.env._(
                    "No quorum: %(count)s of %(quorum)s votes needed are given by members "
                    "who may vote. Ask the members still missing.",
                    count=len(votes),
                    quorum=board.quorum,
                )
            ]
        chair = self._get_casting_verdict(votes)
        if not is_agreed(board.decision_rule, votes.mapped("verdict"), chair):
            return [
                self.env._(
                    "The members do not agree (%(rule)s). Change the proposal and let "
                    "them vote again, or send the case to the upper board.",
                    rule=dict(
                        board._fields["decision_rule"]._description_selection(self.env)
                    )[board.decision_rule],
                )
            ]
        if not votes.filtered(lambda v: v.verdict == "agree" and not v.is_involved):
            return [
                self.env._(
                    "Only those agree who reported the nonconformity or proposed the "
                    "disposition: at least one other member must agree."
                )
            ]
        return []

    def _get_casting_verdict(self, votes):
        """Verdict of who presides, or None: nobody breaks a tie for his own proposal.

        The deputy presides when the chair proposed it, or is away: gave no opinion.
        """
        board, chairs = self.board_id.sudo(), self._get_chairs()
        for user in board.chair_id | board.deputy_id:
            vote = votes.filtered(lambda vote, user=user: vote.user_id == user)
            if user in chairs and (vote or user == self.env.user):
                return vote.verdict or None
        return None

    def _get_authority_blockers(self):
        """What is beyond the board: its level, its scope, its limit of value."""
        self.ensure_one()
        sudo = self.sudo()  # members may be of other departments
        board, blockers = sudo.board_id, []
        dispositions = sudo.disposition_ids
        needed = max(
            [d._get_mrb_level() for d in dispositions] or [False], key=MRB_RANK.get
        )
        if MRB_RANK[needed] > MRB_RANK[board.level]:
            blockers.append(self.env._("A board of the company must decide this."))
        if not board._covers(sudo.nonconformity_ids):
            blockers.append(
                self.env._("Product or severity is beyond the scope of the board.")
            )
        limit, currency = board.value_limit, board.currency_id
        if limit and any(
            currency.compare_amounts(d._get_judged_value(), limit) > 0
            for d in dispositions
        ):
            blockers.append(
                self.env._(
                    "The value is beyond what the board may decide (%(limit)s).",
                    limit=currency.format(limit),
                )
            )
        if not blockers:
            return []
        return [
            *blockers,
            self.env._(
                "This is beyond the authority of %(board)s: it belongs before the upper "
                "board.",
                board=board.name,
            ),
        ]
