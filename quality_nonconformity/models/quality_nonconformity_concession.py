from odoo import fields, models


class QualityNonconformity(models.Model):
    """From the nonconformity to what its goods are used under, and back."""

    _inherit = "quality.nonconformity"

    concession_ids = fields.One2many(
        "quality.concession", "nonconformity_id", "Concessions", readonly=True
    )
    destruction_ids = fields.One2many(
        "quality.destruction", "nonconformity_id", "Destruction Records", readonly=True
    )
    emergency_release_ids = fields.One2many(
        "quality.zone.exit", "nonconformity_id", "Emergency Releases", readonly=True
    )

    def action_view_concessions(self):
        return self.concession_ids._get_records_action(name=self.env._("Concessions"))

    def action_view_destructions(self):
        return self.destruction_ids._get_records_action(
            name=self.env._("Destruction Records")
        )

    def action_view_emergency_releases(self):
        """Open the emergency releases that were called back by this one."""
        return self.emergency_release_ids._get_records_action(
            name=self.env._("Emergency Releases")
        )
