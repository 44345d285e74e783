from odoo import api, models


class QualityHistory(models.Model):
    """Events of the intake of a complaint."""

    _inherit = "quality.history"

    @api.model
    def _get_event_labels(self):
        return super()._get_event_labels() | {
            "second_call": self.env._("Customer called again"),
            "other_matter": self.env._("Another matter after all"),
            "handover": self.env._("Handed over"),
            "first_contact": self.env._("Solved at first contact"),
            "acknowledged": self.env._("Customer told of the acceptance"),
            "registered": self.env._("Entered in the register"),
            "leader": self.env._("Leader's approval"),
            "identity": self.env._("Proof of identity"),
        }
