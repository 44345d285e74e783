from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.quality_base.tools.identity import sign_with_password


class QualityNonconformityFlow(models.Model):
    """The steps of a nonconformity: who may, from where, on what conditions."""

    _inherit = "quality.nonconformity"

    can_isolate = fields.Boolean(compute="_compute_can_steps")
    can_review = fields.Boolean(compute="_compute_can_steps")
    can_decide = fields.Boolean(compute="_compute_can_steps")
    can_close = fields.Boolean(compute="_compute_can_steps")
    next_hint = fields.Text("Before the Next Step", compute="_compute_can_steps")

    @api.depends("state", "kind", "open_quantity", "disposition_ids.state")
    @api.depends_context("uid", "lang")
    def _compute_can_steps(self):
        user = self.env.user
        staff = user.has_group("quality_base.group_quality_user")
        officer = user.has_group("quality_base.group_quality_officer")
        stock = user.has_group("stock.group_stock_user")
        for record in self:
            product = record.kind == "product"
            state = record.state
            record.can_isolate = product and state == "draft" and (staff or stock)
            record.can_review = staff and state == ("isolated" if product else "draft")
            record.can_decide = product and officer and state in ("isolated", "review")
            record.can_close = officer and state == "verification"
            hints = []
            if product and state in ("isolated", "review"):
                hints = record._get_decide_blockers()
            elif state in ("executing", "verification"):
                hints = record._get_close_blockers()
            record.next_hint = "\n".join(hints)

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {
            "draft": {"isolated", "review", "cancelled"},
            "isolated": {"review", "decided", "cancelled"},
            "review": {"decided", "verification", "cancelled"},
            "decided": {"executing", "verification", "review"},
            "executing": {"verification", "review"},
            "verification": {"closed", "review"},
            "closed": {"review"},
        }

    def action_isolate(self):
        self._isolate()
        return True

    def action_review(self):
        self._start_review()
        return True

    @sign_with_password
    def action_decide(self):
        self._decide()
        return True

    @sign_with_password
    def action_close(self):
        self._close()
        return True

    def _start_review(self):
        """isolated → under review: quality calls those who judge it [NC-53].

        :raises AccessError: the user is no quality staff
        """
        self._check_role("user")
        for record in self.filtered(lambda r: r.kind == "product"):
            if record.state != "isolated":
                raise UserError(record._transition_message("review"))
        self._set_state("review")

    def _decide(self):
        """Decide as the dispositions say: they cover the quantity and are approved.

        Dispositions still waiting are approved in the user's name, so far as he may.

        :raises UserError: the sum differs, or an approval is missing
        """
        waiting = self.filtered(lambda r: r.state in ("isolated", "review"))
        wrong = (self - waiting).filtered(lambda r: r.state != "decided")
        if wrong:
            raise UserError(wrong._transition_message("decided"))
        waiting._check_role("officer")
        waiting._lock_steps()
        for record in waiting:
            if blockers := record._get_decide_blockers():
                raise UserError("\n".join(blockers))
            record.disposition_ids.filtered(lambda d: d.state == "draft")._approve()
        waiting._decide_when_complete()
        for record in waiting.filtered(lambda r: r.state in ("isolated", "review")):
            raise UserError(record._missing_approval_message())

    def _decide_when_complete(self):
        """Go to decided where the approved dispositions cover the quantity, and on
        where they are carried out already."""
        for record in self:
            lively = record.disposition_ids.filtered(lambda d: d.state != "cancelled")
            if (
                record.state in ("isolated", "review")
                and lively
                and "draft" not in lively.mapped("state")
                and not record._get_decide_blockers()
            ):
                record._set_state(
                    "decided",
                    decided_by_id=self.env.uid,
                    date_decided=fields.Datetime.now(),
                )
                record._follow_dispositions()

    def _close(self):
        """Close: everything executed and verified; the hold of it is released [NC-60].

        :raises AccessError: the user may not close it
        :raises UserError: what is missing, in words
        """
        self._check_may_close()
        self._lock_steps()
        for record in self:
            if record.state != "verification":
                raise UserError(record._transition_message("closed"))
            if blockers := record._get_close_blockers():
                raise UserError(
                    self.env._(
                        "%(name)s cannot be closed yet:\n%(blockers)s",
                        name=record.name,
                        blockers="\n".join(blockers),
                    )
                )
        self._check_capa_planned()
        self._set_state(
            "closed", closed_by_id=self.env.uid, date_closed=fields.Datetime.now()
        )
        self._sign("closed")
        self._release_hold(self.env._("Nonconformity dealt with and closed."))
        self._resume_transfers()

    def _check_may_close(self):
        """Hook: refuse who may not close them; by default all but officers."""
        self._check_role("officer")

    def _cancel(self, reason):
        """Judged conforming: goods return to their places, the hold is lifted [NC-19].

        :param str reason: why it conforms, kept in the history
        :raises UserError: no reason given, or a disposition is carried out already
        """
        self._check_role("officer" if self.filtered("hold_id") else "user")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is judged conforming."))
        self._lock_steps()
        self._check_nothing_executed()
        self.disposition_ids.filtered(
            lambda d: d.state in ("draft", "approved")
        )._cancel(reason)
        moved = self.filtered("line_ids")
        self._set_state("cancelled", reason=reason)
        moved._move_goods_back()
        self._release_hold(reason)
        self._resume_transfers()

    def _check_nothing_executed(self):
        """Goods that were dealt with were nonconforming: that is not undone."""
        done = self.disposition_ids.filtered(
            lambda d: d.state in ("executed", "verified")
        )
        if done:
            raise UserError(
                self.env._(
                    "%(names)s cannot be judged conforming: %(dispositions)s are carried "
                    "out. Decide on the rest by a disposition, e.g. “Use as is”.",
                    names=", ".join(done.nonconformity_id.mapped("name")),
                    dispositions=", ".join(done.mapped("display_name")),
                )
            )

    def _back_to_review(self, reason):
        """Take it back to those who judge, e.g. after a failed re-inspection.

        :param str reason: why, kept in the history
        """
        wrong = self.filtered(lambda r: r.state not in ("decided", "executing"))
        for record in wrong.filtered(lambda r: r.state == "closed"):
            record._check_role("officer")
        self.filtered(lambda r: r.state != "review")._set_state("review", reason=reason)

    def _takes_execution(self):
        """Hook: whether its approved dispositions may be carried out now."""
        self.ensure_one()
        return self.state in ("decided", "executing")

    def _follow_dispositions(self):
        """Move on with the dispositions: in execution, then verification."""
        for record in self:
            states = set(record.disposition_ids.mapped("state")) - {"cancelled"}
            if record.state == "decided" and states & {"executed", "verified"}:
                record._set_state("executing")
            if record.state == "executing" and states <= {"executed", "verified"}:
                record._set_state("verification")

    @api.model
    def _get_signed_fields(self, meaning):
        return [
            "name",
            "kind",
            "product_id",
            "lot_ids",
            "quantity",
            "uom_id",
            "description",
            "severity_id",
            "defect_id",
            "cause",
            "disposition_ids.name",
            "disposition_ids.kind",
            "disposition_ids.quantity",
            "disposition_ids.state",
        ]

    def _release_hold(self, reason):
        if placed := self._get_holds().filtered(lambda hold: hold.state == "placed"):
            placed._release(reason)

    def _get_holds(self):
        """Return the holds on its goods: the one it stands under, and its own."""
        return self.hold_id | self.env["quality.hold"].search(
            Domain("origin_model", "=", self._name)
            & Domain("origin_id", "in", self.ids)
        )

    def _is_covered(self):
        """Whether the dispositions sum up to the quantity, in the product's unit."""
        self.ensure_one()
        uom = self.product_uom_id or self.uom_id
        if not uom:
            return True
        return uom.is_zero(self.open_quantity)

    def _get_decide_blockers(self):
        """Hook: texts that say why it cannot be decided yet ([] = it can)."""
        self.ensure_one()
        if self._is_covered():
            return []
        return [
            self.env._(
                "The dispositions of %(name)s sum up to %(sum)s %(uom)s, its quantity is "
                "%(quantity)s %(uom)s. Add or correct dispositions by %(open)s.",
                name=self.name,
                sum=self.disposed_quantity,
                quantity=self.product_quantity,
                open=self.open_quantity,
                uom=self.product_uom_id.name or "",
            )
        ]

    def _get_close_blockers(self):
        """Hook: texts that say why it cannot be closed yet ([] = it can)."""
        self.ensure_one()
        blockers = [] if self.kind == "service" else self._get_decide_blockers()
        waiting = self.disposition_ids.filtered(
            lambda d: d.state not in ("verified", "cancelled")
        )
        if waiting:
            blockers.append(
                self.env._(
                    "These dispositions are not executed and verified: %(names)s.",
                    names=", ".join(waiting.mapped("display_name")),
                )
            )
        return blockers

    def _missing_approval_message(self):
        waiting = self.disposition_ids.filtered(lambda d: d.state == "draft")
        return self.env._(
            "%(name)s is not decided: %(dispositions)s still wait for approval. Ask "
            "those who must approve them.",
            name=self.name,
            dispositions=", ".join(waiting.mapped("display_name")),
        )

    def _check_role(self, role):
        """Refuse who does not hold the quality role ``user``, ``officer``…"""
        group = self.env.ref(f"quality_base.group_quality_{role}")
        if not self.env.user.has_group(f"quality_base.group_quality_{role}"):
            raise AccessError(
                self.env._(
                    "This step of a nonconformity needs the quality role “%(role)s”. "
                    "Ask a colleague who holds it.",
                    role=group.sudo().name,  # a group's name is no secret
                )
            )
