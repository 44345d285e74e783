from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _get_workers(self, company):
        """Return those who are active people of the house and may work in ``company``."""
        return self.filtered(
            lambda user: (
                user.active and not user.share and company in user.sudo().company_ids
            )
        )
