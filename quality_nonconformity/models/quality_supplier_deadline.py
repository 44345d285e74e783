from odoo import models


class QualityDeadline(models.Model):
    """Reminders of a supplier's answer go to the supplier as well [NC-30]."""

    _inherit = "quality.deadline"

    def _notify(self, user, late, level=0):
        """Remind as always; the supplier too, each time a reminder of him is due."""
        result = super()._notify(user, late, level)
        if (
            not level
            and self.step == "reply"
            and self.res_model == "quality.supplier.notice"
        ):
            self._get_document()._mail_reminder()
        return result
