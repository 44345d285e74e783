from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .quality_complaint_flow import MANAGER

EVALUATIONS = [
    ("good", "Good"),
    ("acceptable", "Acceptable"),
    ("poor", "Poor"),
]


class QualityComplaintRevisit(models.Model):
    """Return visit: what the customer says in the end, and what we learn [CO-42]."""

    _inherit = "quality.complaint"

    revisit_by_id = fields.Many2one(
        "res.users", "Return Visit by", readonly=True, copy=False
    )
    revisit_feedback = fields.Text("What the Customer says now", copy=False)
    revisit_evaluation = fields.Selection(
        EVALUATIONS,
        "Handling was",
        copy=False,
        tracking=True,
        help="Evaluation of the handling as a whole.",
    )
    revisit_suggestion = fields.Text("Suggestions to the Department", copy=False)
    revisit_waive_reason = fields.Text(
        "No Return Visit because", readonly=True, copy=False
    )
    can_waive_revisit = fields.Boolean(compute="_compute_can_waive_revisit")

    @api.depends("state", "revisit_waive_reason")
    @api.depends_context("uid")
    def _compute_can_waive_revisit(self):
        manager = self.env.user.has_group(MANAGER)
        for record in self:
            possible = manager and record.can_process and record.state == "replied"
            record.can_waive_revisit = possible and not record.revisit_waive_reason

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"revisit_by_id", "revisit_waive_reason"}

    def action_waive_revisit(self):
        return self._ask_reason("waive_revisit")

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        if state == "revisit":
            self._write_gated({"revisit_by_id": self.env.uid})
        elif state == "investigating":  # another reply will want another visit
            self._write_gated({"revisit_waive_reason": False})
        elif state == "closed":
            self._tell_department()
        return result

    def _waive_revisit(self, reason):
        """Close without a return visit [CO-43].

        :param str reason: why, kept in the history
        :raises AccessError: only complaint managers waive it
        :raises UserError: no reason, or the customer was not answered yet
        """
        self._check_may_process()
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._(
                    "A return visit is waived by complaint managers. Ask one, or make "
                    "the visit."
                )
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the customer is not asked again."))
        if wrong := self.filtered(lambda r: r.state != "replied"):
            raise UserError(wrong._transition_message("closed"))
        self._write_gated({"revisit_waive_reason": reason})
        self._log_history("note", {"revisit": "waived"}, comment=reason)

    def _get_close_blockers(self):
        blockers = super()._get_close_blockers()
        if self.state == "replied" and not self.revisit_waive_reason:
            blockers.append(
                self.env._(
                    "make the return visit; a complaint manager may waive it with a "
                    "reason."
                )
            )
        if self.state == "revisit" and not self.revisit_evaluation:
            blockers.append(self.env._("evaluate the handling after the return visit."))
        return blockers

    def _tell_department(self):
        """The department and sales learn the end [CO-37, CO-42]."""
        for record in self:
            users = record._get_result_users() - self.env.user
            if users:
                record._send_notice(
                    users=users, kind="result", reason=record._get_result_text()
                )

    def _get_result_users(self):
        """Hook: who learns the end: the department's head and the seller."""
        self.ensure_one()
        # told by name of office, whether or not the user may read team and order
        record = self.sudo()
        users = record.accused_team_id.head_id | record.sale_id.user_id
        return (users - record.accused_user_id).with_env(self.env)

    def _get_result_text(self):
        self.ensure_one()
        labels = dict(self._fields["customer_opinion"]._description_selection(self.env))
        parts = [
            self.result,
            labels.get(self.customer_opinion),
            self.revisit_feedback,
            self.revisit_suggestion,
        ]
        return "\n".join(part for part in parts if part)
