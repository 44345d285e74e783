from odoo import api, fields, models
from odoo.exceptions import AccessError


class QualityDeadlineExtension(models.Model):
    """Request for more time in special circumstances [XX-19].

    The original due time stays and the statistics count against it.
    """

    _name = "quality.deadline.extension"
    _description = "Extension of a Deadline"
    _inherit = ["quality.row.mixin"]
    _order = "id desc"

    deadline_id = fields.Many2one(
        "quality.deadline", required=True, index=True, readonly=True, ondelete="cascade"
    )
    reason = fields.Text(required=True, readonly=True)
    former_due = fields.Datetime("Due before", readonly=True)
    new_due = fields.Datetime(required=True, readonly=True)
    state = fields.Selection(
        [("requested", "Requested"), ("approved", "Approved"), ("refused", "Refused")],
        default="requested",
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one("res.users", "Requested by", required=True, readonly=True)
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True)
    date_decided = fields.Datetime(readonly=True)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _open_uniq = models.UniqueIndex(
        "(deadline_id) WHERE state = 'requested'",
        "An extension of this deadline is requested already.",
    )

    @api.depends("state", "user_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        user = self.env.user
        for request in self:
            request.can_decide = (
                request.state == "requested"
                and request.user_id != user
                and user in request.sudo().deadline_id._get_approvers()
            )

    def action_approve(self):
        """Approve the new date."""
        self._decide("approved")
        return True

    def action_refuse(self):
        """Refuse the new date; the old one stays."""
        self._decide("refused")
        return True

    def _decide(self, state):
        """Approve or refuse: an approver of the policy, never the one who asked.

        :raises AccessError: for anybody else
        """
        if any(not request.can_decide for request in self):
            raise AccessError(
                self.env._(
                    "An extension is decided once, by the exception approver of its "
                    "policy, and not by the person who asked for it."
                )
            )
        for request in self.sudo():  # rows belong to the engine
            request.write(
                {
                    "state": state,
                    "decided_by_id": self.env.uid,
                    "date_decided": fields.Datetime.now(),
                }
            )
            deadline = request.deadline_id
            if state == "approved":
                deadline._extend(request.new_due)
            deadline._log(f"extension_{state}", request.reason)
