from odoo import models

from .quality_complaint_flow import MANAGER


class QualityReturnExpired(models.Model):
    """No credit for expired lots without a manager's approval [RE-25, X-39]."""

    _inherit = "quality.return"

    def _get_approval_roles(self):
        roles = super()._get_approval_roles()
        return [*roles, "expired"] if self._has_expired_lots() else roles

    def _get_approvers(self, role):
        if role != "expired":
            return super()._get_approvers(role)
        users = self.env.ref(MANAGER).sudo().all_user_ids  # to know who may
        return users.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        ).with_env(self.env)

    def _has_expired_lots(self):
        """Whether goods had expired when their return was asked for."""
        self.ensure_one()
        return any(
            lot.expiration_date and lot.expiration_date < self.date
            for lot in self.line_ids.lot_id
        )
