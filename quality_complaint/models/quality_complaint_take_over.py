from odoo import models


class QualityComplaintTakeOver(models.Model):
    """The top function takes a complaint over that nobody below settles [CO-18]."""

    _inherit = "quality.complaint"

    def _take_over(self, reason):
        """Hand the records to the team at the top of their chain, and tell its head.

        Called by engines after their checks; whoever reports needs no write access.

        :param str reason: why, kept in the history and told
        """
        for record in self:
            team = record.team_id.sudo()  # the chain is no secret
            top = team._get_escalation_chain()[-1:] if team else team
            if not top or top == team:
                continue
            former = record.user_id
            handler = record._get_next_handler(top)
            vals = {"team_id": top.id, "user_id": (handler or former).id}
            record.sudo()._write_gated(vals)  # checked by the calling step
            record._log_history("note", {"taken_over_by": top.name}, reason)
            if former:
                record._add_participants(former)
            told = top.head_id.sudo(False) - record.sudo().accused_user_id
            told -= self.env.user
            if told:
                record._send_notice(users=told, reason=reason, acknowledge=True)
