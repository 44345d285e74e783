from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.quality_base.tools.identity import sign_with_password


class QualityHoldFlow(models.Model):
    """Placing, releasing, cancelling: the steps of a hold."""

    _inherit = "quality.hold"

    can_place = fields.Boolean(compute="_compute_can_place")
    can_release = fields.Boolean(compute="_compute_can_release")
    can_rereserve = fields.Boolean(compute="_compute_can_rereserve")

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_place(self):
        staff = self.env.user.has_group("quality_base.group_quality_user")
        for hold in self:
            hold.can_place = staff and hold.state == "draft"

    @api.depends("state", "placed_by_id")
    @api.depends_context("uid")
    def _compute_can_release(self):
        officer = self.env.user.has_group("quality_base.group_quality_officer")
        four_eyes = self._needs_four_eyes()
        for hold in self:
            alone = four_eyes and hold.placed_by_id == self.env.user
            hold.can_release = officer and hold.state == "placed" and not alone

    @api.depends("state", "line_ids.situation")
    def _compute_can_rereserve(self):
        for hold in self:
            hold.can_rereserve = hold.state in ("placed", "released") and any(
                line.situation == "reserved" for line in hold.line_ids
            )

    def action_place(self):
        self._place()
        return True

    @sign_with_password
    def action_release(self):
        self._release(self.release_reason or "")
        return True

    def action_cancel(self):
        self._cancel()
        return True

    def action_rereserve(self):
        """Reserve other lots for the transfers that lost goods to this hold."""
        return self._rereserve()

    def _place(self):
        """Place the holds: they block from the commit of this transaction [RE-05].

        Reservations are removed, and the situation listed, in a transaction that
        follows at once (see :meth:`_strip_soon`).

        :raises UserError: nothing is held by the hold, or it is not a draft
        :raises AccessError: the user is no quality staff
        """
        self.check_access("write")
        self._check_can_place()
        self._set_state(
            "placed", date_placed=fields.Datetime.now(), placed_by_id=self.env.uid
        )
        self.env["quality.hold.gate"]._bump(self.scope_product_ids)
        self._move_quantity_to_zone()
        self._strip_soon()

    def _release(self, reason=None):
        """Release the holds, signed by the current user; restores availability.

        :param str reason: why the goods may go, kept and signed; None: what each hold
            says under “Release Reason”, or that none was stated
        :raises UserError: an empty reason, the hold does not stand, or four eyes are
            needed
        :raises AccessError: the user is no officer
        """
        if reason is None:
            for text, holds in self.grouped(lambda h: h._get_release_reason()).items():
                holds._release(text)
            return
        self.check_access("write")
        self._check_can_release(reason)
        self._set_state(
            "released",
            reason=reason,
            release_reason=reason,
            date_released=fields.Datetime.now(),
            released_by_id=self.env.uid,
        )
        self._sign("released", comment=reason)
        self.env["quality.hold.gate"]._bump(self.scope_product_ids)
        self._move_quantity_back()
        self._notify_release()

    def _get_release_reason(self):
        self.ensure_one()
        return self.release_reason or self.env._("Released without a stated reason.")

    def _cancel(self, reason=None):
        """Cancel drafts; a hold that stands is released, not cancelled."""
        self._set_state("cancelled", reason=reason)

    def _rereserve(self):
        """Reserve anew, in one go, the open moves that lost goods to these holds.

        :return: the moves; those that found no other stock stay unreserved
        """
        self.check_access("read")
        lost = self.line_ids.filtered(lambda line: line.situation == "reserved")
        moves = lost.move_id.filtered(lambda move: move.state not in ("done", "cancel"))
        # quality staff need no stock rights to have the goods reserved again
        moves.sudo()._action_assign()
        return moves

    def _check_can_place(self):
        staff = self.env.user.has_group("quality_base.group_quality_user")
        if not (staff or self.env.su):  # engines check for themselves
            raise AccessError(
                self.env._(
                    "Holds are placed by quality staff. Tell them what you found: report "
                    "a nonconformity, or ask your quality team."
                )
            )
        for hold in self:
            if not hold.scope_product_ids or (
                hold._has_selector() and not hold.lot_ids
            ):
                raise UserError(
                    self.env._(
                        "%(hold)s holds nothing yet. Name products or lots; if you chose "
                        "by manufacturer or production period, no lot matches: check the "
                        "lots' manufacturer and production date.",
                        hold=hold.name,
                    )
                )

    def _check_can_release(self, reason):
        if not self.env.user.has_group("quality_base.group_quality_officer"):
            raise AccessError(
                self.env._("A hold is released by a quality officer. Ask one of them.")
            )
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "State in “Release Reason” why the goods may go, then release again."
                )
            )
        own = self.filtered(
            lambda hold: hold.state == "placed" and hold.placed_by_id == self.env.user
        )
        if own and self._needs_four_eyes():
            raise UserError(
                self.env._(
                    "You placed %(names)s yourself: by your company's four-eyes rule "
                    "another officer must release it.",
                    names=", ".join(own.mapped("name")),
                )
            )

    @api.model
    def _needs_four_eyes(self):
        """Whether the one who placed a hold may not release it (a setting)."""
        params = self.env["ir.config_parameter"].sudo()  # every user must obey it
        return params.get_param("quality_nonconformity.hold_four_eyes") == "True"

    @api.model
    def _get_signed_fields(self, meaning):
        return ["name", "reason", "kind", "release_reason", "product_ids", "lot_ids"]

    def _concerns_place(self, locations):
        """Whether this hold speaks of one of ``locations``, by its narrowing."""
        self.ensure_one()
        paths = tuple(self.location_ids.mapped("parent_path"))
        return not paths or any(
            location.parent_path.startswith(paths) for location in locations
        )

    @api.model
    def _get_standing_domain(self):
        """Domain of the holds that stand in the user's companies."""
        return Domain("state", "=", "placed") & Domain(
            "company_id", "in", self.env.companies.ids
        )
