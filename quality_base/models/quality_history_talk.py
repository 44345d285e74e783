from odoo import models


class QualityHistory(models.Model):
    _inherit = "quality.history"

    def _get_event_labels(self):
        return super()._get_event_labels() | {"notice": self.env._("Notice sent")}
