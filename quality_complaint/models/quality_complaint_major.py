from odoo import models


class QualityComplaintMajor(models.Model):
    """A major matter of the company is reported to the top at once [CO-06].

    Whom a level names (by default the general manager for major ones) is told by it;
    while nobody holds such a post, the heads of quality are told in his place.
    """

    _inherit = "quality.complaint"

    def _is_major_matter(self):
        """Whether somebody at the top is told of it at once."""
        self.ensure_one()
        return bool(self.sudo().level_id.told_function_ids)  # posts are no secret

    def _tell_level(self):
        result = super()._tell_level()
        for record in self.filtered(lambda r: r._is_major_matter()):
            posts = record.sudo().level_id.told_function_ids  # posts are no secret
            for post in posts:
                if not post._get_holders(record.company_id, record.team_id):
                    record._tell_instead_of(post)
        return result

    def _tell_instead_of(self, post):
        """Tell the heads of quality, and write down that nobody holds ``post``."""
        self.ensure_one()
        message = post._nobody_message(self.company_id)
        self._message_log(body=message)
        accused = self.sudo().accused_user_id  # left out, not shown
        if users := self._get_quality_heads() - self.env.user - accused:
            self._add_participants(users)
            self._send_notice(users=users, reason=message, acknowledge=True)
