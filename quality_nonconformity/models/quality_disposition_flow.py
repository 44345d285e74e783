from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.quality_base.tools.identity import sign_with_password

from .quality_disposition import INSTRUCTED_KINDS, REWORK_KINDS, WORD_KINDS


class QualityDispositionFlow(models.Model):
    """Approve, execute, verify, cancel: engine methods without screen or password."""

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
        for record in self:
            if record.state != "draft":
                raise UserError(record._transition_message("approved"))
            record._check_may_approve()
            if blockers := record._get_approve_blockers():
                raise UserError("\n".join(blockers))
            # approvers of other departments hold no write right here
            sudo = record.sudo()
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

    def _moves_goods(self):
        """Whether executing it takes isolated goods out of the zone."""
        self.ensure_one()
        return self.nonconformity_id.kind == "product" and self.kind not in (
            *WORD_KINDS,
            "replenish",
        )

    def _allocate(self):
        """Fix which isolated goods it speaks of, oldest line first.

        :raises UserError: fewer of them stand in the zone than it says
        """
        self.ensure_one()
        if not self._moves_goods():
            return
        wanted, rows = self.product_quantity, []
        unit = self.product_uom_id
        for line in self.nonconformity_id.line_ids.filtered("zone_id"):
            if self.lot_ids and line.lot_id not in self.lot_ids:
                continue
            share = min(wanted, line._get_free_quantity())
            if unit.compare(share, 0) > 0:
                rows.append({"line_id": line.id, "quantity": share})
                wanted -= share
        if unit.compare(wanted, 0) > 0:
            raise UserError(
                self.env._(
                    "%(name)s: %(missing)s %(uom)s of these goods do not stand in the "
                    "zone (or another disposition claims them). Isolate them first, "
                    "reduce the quantity, or choose other lots.",
                    name=self.display_name,
                    missing=wanted,
                    uom=unit.name,
                )
            )
        self._write_gated({"line_ids": [Command.create(row) for row in rows]})

    # -- execute -------------------------------------------------------------------

    def _execute(self):
        """Carry out exactly what was decided: post the stock, link the document.

        :raises AccessError: the user is neither warehouse, quality nor executor
        :raises UserError: not decided yet, or something it needs is missing
        """
        for record in self:
            if record.state != "approved":
                raise UserError(record._transition_message("executed"))
            record._check_may_execute()
            if blockers := record._get_execute_blockers():
                raise UserError("\n".join(blockers))
        for record in self:
            record.sudo()._post()  # executors hold no right on what it posts
        self.sudo()._set_state(
            "executed", executed_by_id=self.env.uid, date_executed=fields.Datetime.now()
        )
        self.sudo().nonconformity_id._follow_dispositions()

    def _may_execute(self):
        self.ensure_one()
        user = self.env.user
        return (
            user.has_group("stock.group_stock_user")
            or user.has_group("quality_base.group_quality_user")
            or user == self.user_id
            or user in self.team_id.sudo().access_user_ids
        )

    def _check_may_execute(self):
        if not self._may_execute():
            raise AccessError(
                self.env._(
                    "%(name)s is carried out by the warehouse, by quality, or by those "
                    "named as responsible.",
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

    def _get_kind_blockers(self):
        """What this kind needs before it is executed: witnesses, method, result."""
        blockers = []
        if self.kind in WORD_KINDS and not (self.result_note or "").strip():
            blockers.append(self.env._("Say in “Result” what was done."))
        if self.kind in ("scrap", "destroy") and not (
            self.witness_ids - self.env.user
        ):
            blockers.append(
                self.env._(
                    "%(name)s needs a witness other than you: name who sees it done.",
                    name=self.display_name,
                )
            )
        if self.kind == "destroy" and not self.destruction_method:
            blockers.append(self.env._("Say by which method the goods are destroyed."))
        if self.kind in ("return_supplier", "exchange", "replenish", "refuse"):
            if not self.partner_id:
                blockers.append(
                    self.env._("%(name)s: name the supplier.", name=self.display_name)
                )
        return blockers

    # -- verify --------------------------------------------------------------------

    def _verify(self, good_quantity=None):
        """Somebody else confirms the result; reworked goods are inspected again.

        :param float good_quantity: what passed, in the product's unit; default all. The
            rest stays in the zone and goes back to review [NC-58]
        :raises AccessError: the user executed it, or is no quality staff
        :raises UserError: the quantity found good is impossible
        """
        for record in self:
            if record.state != "executed":
                raise UserError(record._transition_message("verified"))
            record._check_may_verify()
            good = record.product_quantity if good_quantity is None else good_quantity
            bad = record.product_quantity - good
            unit = record.product_uom_id
            if unit and (
                unit.compare(good, 0) < 0
                or unit.compare(bad, 0) < 0
                or (record.kind not in REWORK_KINDS and not unit.is_zero(bad))
            ):
                raise UserError(
                    self.env._(
                        "%(name)s is for %(quantity)s: %(good)s cannot have been found "
                        "good.",
                        name=record.display_name,
                        quantity=record.product_quantity,
                        good=good,
                    )
                )
            sudo = record.sudo()  # inspectors hold no right on stock moves
            sudo._write_gated({"good_quantity": good})
            if record.kind in REWORK_KINDS:
                sudo._post_inspected(good, bad)
            sudo._set_state(
                "verified",
                verifier_id=self.env.uid,
                date_verified=fields.Datetime.now(),
                bad_quantity=bad,
            )
            sudo._sign("verified")
            if unit and not unit.is_zero(bad):
                sudo.nonconformity_id._back_to_review(
                    self.env._(
                        "%(bad)s %(uom)s failed the inspection after %(name)s.",
                        bad=bad,
                        uom=unit.name,
                        name=record.display_name,
                    )
                )
        self.sudo().nonconformity_id._follow_dispositions()

    def _may_verify(self):
        self.ensure_one()
        staff = self.env.user.has_group("quality_base.group_quality_user")
        return staff and self.executed_by_id != self.env.user

    def _check_may_verify(self):
        if not self._may_verify():
            raise AccessError(
                self.env._(
                    "%(name)s is verified by quality staff, and not by the one who "
                    "executed it.",
                    name=self.display_name,
                )
            )

    # -- cancel --------------------------------------------------------------------

    def _cancel(self, reason):
        """Take a proposed or approved disposition back; the review begins anew.

        :param str reason: why another way is taken [NC-59]
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the disposition is taken back."))
        approved = self.filtered(lambda d: d.state == "approved")
        if approved:
            approved.nonconformity_id._check_role("officer")
        self._set_state("cancelled", reason=reason)
        sources = approved.nonconformity_id
        sources.filtered(
            lambda r: r.state in ("decided", "executing")
        )._back_to_review(reason)
