from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.quality_base.tools.identity import sign_with_password

from .engine_env import as_engine
from .quality_disposition import (
    INSTRUCTED_KINDS,
    REWORK_KINDS,
    SUPPLIER_KINDS,
    WORD_KINDS,
)


class QualityDispositionFlow(models.Model):
    """Approve, execute, cancel: engine methods without screen or password.

    Verifying stands in ``quality_disposition_verify.py``, which goods are meant in
    ``…_allocate.py``, what is posted in ``…_post.py``.
    """

    _inherit = "quality.disposition"

    can_approve = fields.Boolean(compute="_compute_can_steps")
    can_execute = fields.Boolean(compute="_compute_can_steps")
    can_verify = fields.Boolean(compute="_compute_can_steps")
    is_rework = fields.Boolean(compute="_compute_is_rework")

    @api.depends("kind")
    def _compute_is_rework(self):
        for record in self:
            record.is_rework = record.kind in REWORK_KINDS

    @api.depends("state", "nonconformity_id.state")
    @api.depends_context("uid")
    def _compute_can_steps(self):
        for record in self:
            source = record.nonconformity_id.sudo()
            record.can_approve = record.state == "draft" and record._may_approve()
            record.can_execute = (
                record.state == "approved"
                and source._takes_execution()
                and record._may_execute()
            )
            record.can_verify = record.state == "executed" and record._may_verify()

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {
            "draft": {"approved", "cancelled"},
            "approved": {"executed", "cancelled"},
            "executed": {"verified"},
        }

    @sign_with_password
    def action_approve(self):
        self._approve()
        return True

    def action_execute(self):
        """Carry out; first ask for what whoever does it must say and has not."""
        asked = self.filtered(lambda d: d._asks_execution())
        if len(self) == 1 and asked.can_execute:
            return asked._ask_execution()
        self._execute()
        return True

    def action_verify(self):
        self._verify()
        return True

    # -- approve -------------------------------------------------------------------

    def _approve(self):
        """Approve for the current user; the last approval needed decides it.

        :raises AccessError: the user may not approve it, or proposed it himself
        :raises UserError: something is missing: instruction, goods in the zone…
        """
        self.check_access("read")
        # approvers of other departments hold no write right here
        self.sudo().nonconformity_id._lock_steps()
        for record in self:
            if record.state != "draft":
                raise UserError(record._transition_message("approved"))
            record._check_may_approve()
            if blockers := record._get_approve_blockers():
                raise UserError("\n".join(blockers))
            sudo = record.sudo()  # see above
            if sudo._register_approval():
                sudo._fix_approved()
        self.sudo().nonconformity_id._decide_when_complete()

    def _fix_approved(self):
        """The last approval is there: fix the goods, sign, set the state."""
        for record in self:
            source = record.nonconformity_id
            if source.state == "isolated":
                source._set_state("review")
            record._allocate()
        self._set_state(
            "approved", approved_by_id=self.env.uid, date_approved=fields.Datetime.now()
        )
        self._sign("approved")

    def _register_approval(self):
        """Hook: note the current user's approval; True when none is missing any more."""
        self.ensure_one()
        return True

    def _may_approve(self):
        """Hook: whether the current user can approve (part of) it."""
        self.ensure_one()
        officer = self.env.user.has_group("quality_base.group_quality_officer")
        return officer and self.reporter_id != self.env.user

    def _check_may_approve(self):
        if self._may_approve():
            return
        if self.reporter_id == self.env.user:
            raise AccessError(
                self.env._(
                    "You proposed %(name)s yourself: somebody else must approve it.",
                    name=self.display_name,
                )
            )
        raise AccessError(
            self.env._(
                "%(name)s is approved by a quality officer. Ask one of them.",
                name=self.display_name,
            )
        )

    def _get_approve_blockers(self):
        """Hook: texts that say why it cannot be approved yet ([] = it can)."""
        self.ensure_one()
        blockers = []
        source = self.nonconformity_id
        if source.kind == "product" and source.state not in ("isolated", "review"):
            blockers.append(
                self.env._(
                    "%(name)s is “%(state)s”: isolate the goods first, then decide.",
                    name=source.name,
                    state=source._state_label(source.state),
                )
            )
        if self.kind in INSTRUCTED_KINDS and not self._has_instruction():
            blockers.append(
                self.env._(
                    "%(name)s: write the rework and repair instruction first.",
                    name=self.display_name,
                )
            )
        return blockers

    def _has_instruction(self):
        return bool(self.instruction and self.instruction.striptags().strip())

    # -- execute -------------------------------------------------------------------

    def _execute(self):
        """Carry out exactly what was decided: post the stock, link the document.

        :raises AccessError: the user is neither keeper, quality nor executor
        :raises UserError: not decided yet, or something it needs is missing
        """
        self.check_access("read")
        # executors hold no right on nonconformities, nor on what is posted
        self.sudo().nonconformity_id._lock_steps()
        for record in self:
            if record.state != "approved":
                raise UserError(record._transition_message("executed"))
            record._check_may_execute()
            if blockers := record._get_execute_blockers():
                raise UserError("\n".join(blockers))
        for record in self:
            as_engine(record)._post()
        self.sudo()._set_state(
            "executed", executed_by_id=self.env.uid, date_executed=fields.Datetime.now()
        )
        self.sudo().nonconformity_id._follow_dispositions()

    def _may_execute(self):
        self.ensure_one()
        user = self.env.user
        return (
            user.has_group("quality_base.group_quality_user")
            or user == self.user_id
            or user in self.team_id.sudo().access_user_ids
            or (user.has_group("stock.group_stock_user") and self._may_keep())
        )

    def _may_keep(self):
        """Whether the user is a keeper of the goods' zones, where keepers are named."""
        zones = self.sudo().line_ids.zone_id  # the warehouse may not read all of it
        keepers = [zone._get_keepers() for zone in zones]
        return all(not users or self.env.user in users for users in keepers)

    def _check_may_execute(self):
        if not self._may_execute():
            raise AccessError(
                self.env._(
                    "%(name)s is carried out by the keepers of the goods' zone, by "
                    "quality, or by those named as responsible. Ask one of them.",
                    name=self.display_name,
                )
            )

    def _get_execute_blockers(self):
        """Hook: texts that say why it cannot be executed yet ([] = it can)."""
        self.ensure_one()
        blockers = []
        source = self.nonconformity_id.sudo()  # an executor may not read all of it
        if not source._takes_execution():
            blockers.append(
                self.env._(
                    "%(name)s is not decided as a whole yet (%(state)s): nothing is "
                    "carried out before.",
                    name=source.name,
                    state=source._state_label(source.state),
                )
            )
        if self.signed_content_differs:
            blockers.append(
                self.env._(
                    "%(name)s was changed after its approval: cancel it and propose "
                    "another.",
                    name=self.display_name,
                )
            )
        return blockers + self._get_kind_blockers()

    def _asks_execution(self):
        """Whether whoever carries it out has still to name a witness, or the result."""
        self.ensure_one()
        if self.kind in WORD_KINDS:
            return not (self.result_note or "").strip()
        witnessed = self.kind in ("scrap", "destroy")
        return witnessed and not (self.witness_ids - self.env.user)

    def _note_execution(self, vals):
        """Note what whoever carries it out says of it, before it is done.

        :param dict vals: of ``witness_ids``, ``result_note``
        :raises AccessError: the user may not carry it out
        :raises UserError: it is not to be carried out now
        """
        for record in self:
            record._check_may_execute()
            if record.state != "approved":
                raise UserError(record._transition_message("executed"))
        self.sudo().write(vals)  # the warehouse writes no dispositions otherwise

    def _get_kind_blockers(self):
        """What this kind needs before it is executed: witnesses, method, result."""
        blockers = []
        if self.kind in WORD_KINDS and self._asks_execution():
            blockers.append(self.env._("Say in “Result” what was done."))
        # of scrapped goods, who verifies it can be the witness
        elif self._asks_execution() and (self.witness_ids or self.kind == "destroy"):
            blockers.append(
                self.env._(
                    "%(name)s needs a witness other than you: name who sees it done.",
                    name=self.display_name,
                )
            )
        if self.kind == "destroy" and not (self.destruction_method or "").strip():
            blockers.append(self.env._("Say by which method the goods are destroyed."))
        if self.kind in SUPPLIER_KINDS and not self.partner_id:
            blockers.append(
                self.env._("%(name)s: name the supplier.", name=self.display_name)
            )
        return blockers

    # -- cancel --------------------------------------------------------------------

    def _cancel(self, reason):
        """Take a proposed or approved disposition back; the review begins anew.

        :param str reason: why another way is taken [NC-59]
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the disposition is taken back."))
        self.check_access("write")
        self.sudo().nonconformity_id._lock_steps()  # see _execute
        approved = self.filtered(lambda d: d.state == "approved")
        if approved:
            approved.nonconformity_id._check_role("officer")
        self._set_state("cancelled", reason=reason)
        sources = approved.nonconformity_id
        sources.filtered(lambda r: r.state in ("decided", "executing"))._back_to_review(
            reason
        )
