from odoo import fields, models
from odoo.exceptions import UserError

from .quality_complaint_flow import STAFF

#: the customer has heard a solution that he can refuse
ESCALATE_STATES = ("solution", "replied", "revisit")


class QualityComplaintEscalate(models.Model):
    """Up one level, with a new deadline and the history [CO-19, CO-42]."""

    _inherit = "quality.complaint"

    escalation_ids = fields.One2many(
        "quality.complaint.escalation", "complaint_id", "Escalations", readonly=True
    )

    def action_escalate(self):
        """Ask for the reason, then :meth:`_escalate`."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Escalate"),
            "res_model": "quality.complaint.escalate",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_complaint_ids": self.ids},
        }

    def _escalate(self, reason):
        """The customer refuses the solution: one level and one team up.

        It is investigated anew, answers and decisions get a new deadline.

        :param str reason: what the customer refuses, in the history
        :return: the rows of the history
        :raises AccessError: the user is no complaint staff, or complained about
        :raises UserError: nothing was offered yet, no reason, or nobody stands above
        """
        self._check_may_process()
        if not (reason or "").strip():
            raise UserError(self.env._("Say what the customer is not content with."))
        if wrong := self.filtered(lambda r: r.state not in ESCALATE_STATES):
            raise UserError(wrong._transition_message("investigating"))
        rows = self.env["quality.complaint.escalation"]
        for record in self:
            vals = record._prepare_escalation_vals(reason)
            rows |= rows.sudo().create(vals)  # checked above; users make no rows
            record._investigate(reason)
            record._move_up(vals)
        return rows.sudo(False)

    def _prepare_escalation_vals(self, reason):
        self.ensure_one()
        level = (self.level_id or self.level_id.search([], limit=1))._get_next()
        record = self.sudo()  # the chain of teams is no secret
        team = (record.team_id or record.accused_team_id).parent_id
        if not level and not team:
            raise UserError(
                self.env._(
                    "%(name)s is at the top already: no graver level, no department "
                    "above. Find a settlement, or record the dispute outside the house.",
                    name=self.name,
                )
            )
        return {
            "complaint_id": self.id,
            "reason": reason,
            "user_id": self.env.uid,
            "reply": self.reply,
            "opinion_note": self.customer_opinion_note,
            "from_level_id": self.level_id.id,
            "to_level_id": (level or self.level_id).id,
            "from_team_id": self.team_id.id,
            "to_team_id": (team or self.team_id).id,
            "from_user_id": self.user_id.id,
            "to_user_id": (self._get_next_handler(team) or self.user_id).id,
        }

    def _get_next_handler(self, team):
        """Return the first head upwards who may handle it; empty when nobody can."""
        users = self.env["res.users"]
        accused = self.sudo().accused_user_id  # compared, not shown
        for above in team._get_escalation_chain() if team else ():
            head = above.head_id - accused
            if head and head.has_group(STAFF):
                return head.with_env(self.env)
        return users

    def _move_up(self, vals):
        """Hand the record to the level above; those below keep reading it."""
        self.ensure_one()
        former = self.user_id
        self._write_gated(
            {
                "level_id": vals["to_level_id"],
                "team_id": vals["to_team_id"],
                "user_id": vals["to_user_id"],
                "customer_opinion": False,
                "customer_opinion_note": False,
                "reply": False,
            }
        )
        if former and former != self.user_id:
            self._add_participants(former)
        told = self.team_id.sudo().head_id.with_env(self.env) | self.user_id
        told -= self.env.user | self.sudo().accused_user_id
        if told:
            self._send_notice(users=told, reason=vals["reason"], acknowledge=True)
