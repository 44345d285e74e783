from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

VERDICTS = ("agree", "dissent", "abstain")


class QualityMrbCaseVote(models.Model):
    """Opinions of the members, each with its signature [NC-49, NC-50]."""

    _inherit = "quality.mrb.case"

    can_lead = fields.Boolean(compute="_compute_can_steps")
    can_vote = fields.Boolean(compute="_compute_can_steps")
    can_decide = fields.Boolean(compute="_compute_can_steps")
    next_hint = fields.Text("Before the Decision", compute="_compute_can_steps")

    @api.depends("state", "opinion_ids.superseded", "board_id", "disposition_ids")
    @api.depends_context("uid", "lang")
    def _compute_can_steps(self):
        for case in self:
            case.can_lead = case._leads()
            chairing = self.env.user in case._get_chairs()
            case.can_vote = case.state == "in_session" and case._may_vote()
            case.can_decide = case.state == "in_session" and chairing
            hints = []
            if case.state in ("draft", "called"):
                hints = case._get_authority_blockers()
            elif case.state == "in_session":
                hints = case._get_decide_blockers()
            case.next_hint = "\n".join(hints)

    # -- opinions --------------------------------------------------------------------------

    def _give_opinion(self, verdict, text=None):
        """Vote as the member who is logged in; signed, and kept for good.

        :param str verdict: ``agree``, ``dissent`` or ``abstain``
        :param str text: why; required unless he agrees
        :return: the opinions
        :raises AccessError: the user is no member of the board
        :raises UserError: not in session, qualification expired, voted already
        """
        opinions = self.env["quality.mrb.opinion"]
        for case in self:
            case.check_access("read")
            case._supersede_opinions()
            member = case._check_may_vote(verdict, text)
            sudo = case.sudo()  # members only read; only this method makes opinions
            opinion = sudo.opinion_ids.create(
                case._prepare_opinion_vals(member, verdict, text)
            )
            sudo.present_ids = [Command.link(member.id)]
            meaning = "dissent" if verdict == "dissent" else "opinion"
            opinion.signature_id = case._sign(meaning, text)
            sudo._dismiss(self.env.user)
            opinions |= opinion.with_env(self.env)
        return opinions

    def _check_may_vote(self, verdict, text):
        """Return the member as whom the user votes, or refuse."""
        self.ensure_one()
        member = self._get_my_member()
        if not member:
            raise AccessError(
                self.env._(
                    "You are no member of %(board)s: only its members give opinions "
                    "on %(name)s. Write in the discussion instead.",
                    board=self.board_id.sudo().name,
                    name=self.name,
                )
            )
        if self.state != "in_session":
            raise UserError(
                self.env._(
                    "%(name)s is “%(state)s”: opinions are given while it is in session.",
                    name=self.name,
                    state=self._state_label(self.state),
                )
            )
        if not member._is_valid_on(fields.Date.context_today(self)):
            raise UserError(member._not_valid_message())
        if self._get_votes().filtered(lambda vote: vote.member_id == member):
            raise UserError(
                self.env._(
                    "You have given your opinion on %(name)s: it stays as it is. If the "
                    "proposal is changed, you vote again.",
                    name=self.name,
                )
            )
        if verdict not in VERDICTS or (verdict != "agree" and not (text or "").strip()):
            raise UserError(
                self.env._("Say why you dissent or abstain: it goes into the minutes.")
            )
        return member

    def _prepare_opinion_vals(self, member, verdict, text):
        return {
            "case_id": self.id,
            "member_id": member.id,
            "function_id": member.function_id.id,
            "verdict": verdict,
            "text": text or False,
            "date": fields.Datetime.now(),
            "is_involved": member.user_id in self._get_involved(),
        }

    def _supersede_opinions(self):
        """Votes on a content that is no more do not count: those members vote again."""
        for case in self.sudo().filtered(lambda case: case.state == "in_session"):
            old = case._get_votes().filtered("signature_id.content_differs")
            if old:
                old.superseded = True
                case._remind(old.user_id)

    def _get_my_member(self):
        """Return the membership of the current user, as superuser."""
        # who sits on a board is no secret
        members = self.board_id.sudo().member_ids
        return members.filtered(lambda member: member.user_id == self.env.user)[:1]

    def _may_vote(self):
        """Whether the current user is asked for his opinion now."""
        self.ensure_one()
        member = self._get_my_member()
        voted = self._get_votes().member_id
        today = fields.Date.context_today(self)
        return bool(member and member not in voted and member._is_valid_on(today))

    def _get_votes(self):
        """Return the opinions that count."""
        return self.sudo().opinion_ids.filtered(lambda vote: not vote.superseded)

    def _get_involved(self):
        """Return who asks for it: reported the nonconformity, or proposed [XX-14]."""
        sudo = self.sudo()  # who reported what is part of the case
        dispositions = sudo.disposition_ids
        return (
            sudo.nonconformity_ids.reporter_id
            | sudo.nonconformity_ids.create_uid
            | dispositions.proposer_ids
            | dispositions.reporter_id
        )

    @api.model
    def _get_opinion_domain(self):
        """Domain of the cases that wait for the opinion of the current user."""
        user = self.env.user
        mine = self.env["quality.mrb.member"].search(
            self.env["quality.mrb.member"]._valid_domain()
            & Domain("user_id", "=", user.id)
        )
        voted = Domain("user_id", "=", user.id) & Domain("superseded", "=", False)
        given = self.env["quality.mrb.opinion"].search(
            voted & Domain("case_id.state", "=", "in_session")
        )
        return (
            Domain("state", "=", "in_session")
            & Domain("board_id", "in", mine.board_id.ids)
            & Domain("id", "not in", given.case_id.ids)
        )
