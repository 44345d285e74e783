from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

ACTIVITY = "quality_complaint.activity_handover"


class QualityComplaintHandover(models.Model):
    """One link of the chain from the first responsible to whoever settles it [CO-06].

    A hand-over counts when the receiver accepts it; an assignment by staff is noted as
    such. Rows are made by the complaint's own steps, and stay.
    """

    _name = "quality.complaint.handover"
    _description = "Hand-over of a Complaint"
    _inherit = ["quality.guard.mixin"]
    _order = "date desc, id desc"

    complaint_id = fields.Many2one(
        "quality.complaint",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, index=True
    )
    from_user_id = fields.Many2one("res.users", "From", readonly=True)
    to_user_id = fields.Many2one(
        "res.users", "To", required=True, readonly=True, index=True
    )
    by_user_id = fields.Many2one("res.users", "Handed over by", readonly=True)
    date = fields.Datetime("Handed over on", required=True, readonly=True)
    outside_duty = fields.Boolean(
        readonly=True, help="The matter is outside the duties of who was asked first."
    )
    reason = fields.Text(readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("accepted", "Taken Over"),
            ("declined", "Declined"),
            ("withdrawn", "Given to somebody else"),
            ("assigned", "Assigned"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    date_answered = fields.Datetime("Answered on", readonly=True)
    answer = fields.Text(readonly=True)

    _waiting_uniq = models.UniqueIndex(
        "(complaint_id) WHERE state = 'waiting'",
        "The complaint is being handed over to somebody already.",
    )

    @api.depends("complaint_id", "to_user_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.complaint_id.name} → {row.to_user_id.name}"

    def _accept_handover(self):
        """The receiver takes the complaint: he answers for it from now on.

        :raises AccessError: the user is not the receiver
        :raises UserError: it was answered, or given to somebody else
        """
        self._check_answer()
        for row in self:
            # the receiver only (checked); rows are nobody's to write
            row.sudo()._write_answer("accepted")
            complaint = row.complaint_id.sudo()
            complaint._receive_handover(row.to_user_id)
            complaint.activity_feedback([ACTIVITY])

    def _decline(self, reason):
        """The receiver does not take it: it stays where it was, and that one is told.

        :param str reason: why; required
        """
        self._check_answer()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why you do not take it over."))
        for row in self:
            row.sudo()._write_answer("declined", reason)  # the receiver only (checked)
            complaint = row.sudo().complaint_id
            complaint.activity_feedback([ACTIVITY], feedback=reason)
            complaint.activity_schedule(
                ACTIVITY,
                summary=self.env._("Hand-over declined: find somebody else"),
                note=reason,
                user_id=(row.by_user_id or row.from_user_id).id,
            )

    def _check_answer(self):
        for row in self:
            if row.to_user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "%(name)s is handed over to %(user)s: only that person accepts "
                        "or declines.",
                        name=row.complaint_id.name,
                        user=row.sudo().to_user_id.name,
                    )
                )
            if row.state != "waiting":
                raise UserError(
                    self.env._("This hand-over was answered or taken back already.")
                )

    def _write_answer(self, state, answer=None):
        """Enter what became of waiting rows (sudo)."""
        self.write(
            {
                "state": state,
                "answer": answer,
                "date_answered": fields.Datetime.now(),
            }
        )
