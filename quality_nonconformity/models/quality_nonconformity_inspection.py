from odoo import fields, models
from odoo.fields import Command


class QualityNonconformity(models.Model):
    """Nonconformities of refused deliveries [NC-25, NC-26]."""

    _inherit = "quality.nonconformity"

    inspection_ids = fields.One2many(
        "quality.inspection.record",
        "nonconformity_id",
        "Inspection Records",
        help="Inspections that refused these goods.",
    )

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        if state == "cancelled":
            for record in self.sudo().inspection_ids:  # who judges reads none of them
                record._renew_conforming()
        return result

    def _prepare_hold_vals(self):
        """What an inspection accepted of the same lot stays free: it is judged."""
        vals = super()._prepare_hold_vals()
        partial = self.inspection_ids.filtered(lambda r: r.verdict == "partial")
        zones = self.line_ids.zone_id
        if partial and zones:
            vals["location_ids"] = [Command.set(zones.ids)]
        return vals
