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

    def _is_accepted_in_part(self):
        """Whether an inspection accepted other goods of the same lot.

        Not where some left before it: what an emergency release let out is called back.
        """
        self.ensure_one()
        record = self.sudo()  # finders may read no inspection
        partial = "partial" in record.inspection_ids.mapped("verdict")
        lots = self.tracking != "serial"
        return partial and lots and not record.emergency_release_ids

    def _awaits_receipt(self):
        """What was refused at the door does not come in any more."""
        return not self.sudo().inspection_ids and super()._awaits_receipt()  # see above

    def _find_quants(self, lots):
        """What an inspection accepted of the same lot is not meant."""
        quants = super()._find_quants(lots)
        if self._is_accepted_in_part():
            quants = quants.filtered(lambda quant: quant.location_id._is_in_zone())
        return quants

    def _place_hold(self):
        """What an inspection accepted of the same lot stays free, refused goods of it
        that are not here are kept out by the gate of receipts."""
        if self.line_ids.zone_id or not self._is_accepted_in_part():
            return super()._place_hold()
        return None

    def _prepare_hold_vals(self):
        """What an inspection accepted of the same lot stays free: it is judged."""
        vals = super()._prepare_hold_vals()
        zones = self.line_ids.zone_id
        if zones and self._is_accepted_in_part():
            vals["location_ids"] = [Command.set(zones.ids)]
        return vals
