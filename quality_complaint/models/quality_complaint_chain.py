from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .quality_complaint_flow import STAFF

ACTIVITY = "quality_complaint.activity_handover"


class QualityComplaintChain(models.Model):
    """The first one asked hands over, with acceptance, and is never overwritten [CO-06].

    Outside one's duties: write it down and hand it over to whoever is in charge or,
    if absent, to a colleague; the row that waits is then withdrawn.
    """

    _inherit = "quality.complaint"

    handover_ids = fields.One2many(
        "quality.complaint.handover", "complaint_id", "Hand-over Chain", readonly=True
    )
    can_hand_over = fields.Boolean(compute="_compute_can_hand_over")
    can_take_over = fields.Boolean(compute="_compute_can_hand_over")

    @api.depends("user_id", "state", "handover_ids.state", "handover_ids.to_user_id")
    @api.depends_context("uid")
    def _compute_can_hand_over(self):
        for record in self:
            waiting = record._get_waiting_handover()
            record.can_take_over = waiting.to_user_id == self.env.user
            record.can_hand_over = (
                not record.is_frozen
                and record._may_hand_over()
                and bool(record._origin)
            )

    def write(self, vals):
        if "user_id" not in vals:
            return super().write(vals)
        before = {record: record.user_id for record in self}
        result = super().write(vals)
        moved = self.filtered(
            lambda r: r.user_id and r.user_id != (before[r] or r.first_responsible_id)
        )
        moved._note_assignments(before)
        return result

    # buttons ---------------------------------------------------------------------
    def action_hand_over(self):
        """Ask to whom and why, then :meth:`_hand_over`."""
        return self.env["quality.complaint.ask"]._open(self, "hand_over")

    def action_take_over(self):
        self.ensure_one()
        self._require_waiting_handover()._accept_handover()
        return True

    def action_decline_handover(self):
        """Ask why, then decline."""
        return self.env["quality.complaint.ask"]._open(self, "decline")

    # engine ----------------------------------------------------------------------
    def _hand_over(self, user, reason, outside_duty=False):
        """Offer the complaint to ``user``, who becomes responsible by accepting.

        :param user: one of the complaint staff, not the person complained about
        :param str reason: why; required
        :param bool outside_duty: the matter is outside the duties of the user
        :return: the new rows
        :raises AccessError: it is not the user's to hand over
        :raises UserError: closed, no reason, or the receiver cannot handle it
        """
        self._check_hand_over(reason)
        rows = self.env["quality.complaint.handover"]
        for record in self:
            record._check_receiver(user)
            # whose it is to hand over (checked); rows are made by this step only
            sudo = record.sudo()
            waiting = sudo._get_waiting_handover()
            waiting._write_answer("withdrawn")
            waiting.flush_recordset(["state"])  # one row waits at a time
            rows |= rows.sudo().create(
                record._prepare_handover_vals(user)
                | {"reason": reason, "outside_duty": outside_duty, "state": "waiting"}
            )
            record._add_participants(user)
            sudo.activity_unlink([ACTIVITY])
            sudo.activity_schedule(
                ACTIVITY,
                summary=self.env._("Handed over to you: take it over or decline"),
                note=reason,
                user_id=user.id,
            )
            record._log_history("handover", {"to": user.sudo().name}, reason)
        return rows.sudo(False)

    def _receive_handover(self, user):
        """``user`` accepted: he answers for it now (sudo)."""
        self.ensure_one()
        self.with_context(quality_handover=self.id).user_id = user

    def _note_assignments(self, before):
        """Keep in the chain who was made responsible without a hand-over.

        :param dict before: record → whose it was
        """
        accepted = self.env.context.get("quality_handover")
        vals_list = [
            record._prepare_handover_vals(record.user_id)
            | {
                "from_user_id": (before[record] or record.first_responsible_id).id,
                "state": "assigned",
                "date_answered": fields.Datetime.now(),
            }
            for record in self
            if record.id != accepted
        ]
        # who may write the responsible person; rows are nobody's to create
        self.env["quality.complaint.handover"].sudo().create(vals_list)

    def _prepare_handover_vals(self, user):
        self.ensure_one()
        return {
            "complaint_id": self.id,
            "from_user_id": (self.user_id or self.first_responsible_id).id,
            "to_user_id": user.id,
            "by_user_id": self.env.uid,
            "date": fields.Datetime.now(),
        }

    # checks ----------------------------------------------------------------------
    def _may_hand_over(self):
        """Whose complaint it is, or staff; the person complained about too [XX-14]."""
        self.ensure_one()
        holder = self.user_id or self.first_responsible_id
        return self.env.user in (holder, self.reporter_id) or self._may_process()

    def _check_hand_over(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why you hand it over, and what is done."))
        for record in self:
            if not record._may_hand_over():
                raise AccessError(
                    self.env._(
                        "%(name)s is not yours to hand over: whoever answers for it, or "
                        "complaint staff, does.",
                        name=record.name,
                    )
                )
            if record.is_frozen:
                raise UserError(
                    self.env._(
                        "%(name)s is closed: nothing is to be handed over.",
                        name=record.name,
                    )
                )

    def _check_receiver(self, user):
        """Refuse who cannot handle it: not staff, not in the company, complained about."""
        self.ensure_one()
        sudo = self.sudo()  # to compare, not to show
        person = user.sudo()  # employees may not read others' groups
        fits = (
            person.active
            and person.has_group(STAFF)
            and sudo.company_id in person.company_ids
        )
        if fits and user not in (sudo.accused_user_id, sudo.user_id):
            return
        raise UserError(
            self.env._(
                "%(user)s cannot take over %(name)s. Choose another colleague of the "
                "complaint staff, who is not concerned by it.",
                user=person.name,
                name=self.name,
            )
        )

    def _get_waiting_handover(self):
        return self.handover_ids.filtered(lambda row: row.state == "waiting")

    def _require_waiting_handover(self):
        self.ensure_one()
        if waiting := self._get_waiting_handover():
            return waiting
        raise UserError(
            self.env._("%(name)s is not being handed over to you.", name=self.name)
        )
