from odoo import fields, models
from odoo.fields import Command, Domain

from .quality_disposition import REWORK_KINDS


class QualityDisposition(models.Model):
    """Reworked goods handed in are inspected first, on a record of theirs [NC-16]."""

    _inherit = "quality.disposition"

    inspection_ids = fields.One2many(
        "quality.inspection.record", "disposition_id", "Inspection Records"
    )

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        reworked = self.filtered(
            lambda d: d.kind in REWORK_KINDS and d.nonconformity_id.kind == "product"
        )
        if state == "executed":
            reworked._hand_in_for_inspection()
        elif state == "verified":
            reworked._complete_inspections()
        return result

    def _hand_in_for_inspection(self):
        """Put reworked goods at the head of the inspection queue.

        :return: the inspection records, as superuser
        """
        # executors hold no right on inspections
        Record = self.env["quality.inspection.record"].sudo()
        return Record._create_gated([d._prepare_inspection_vals() for d in self.sudo()])

    def _prepare_inspection_vals(self):
        self.ensure_one()
        source = self.nonconformity_id
        lots = self.line_ids.lot_id
        single = lots if len(lots) == 1 and self.product_id.tracking == "lot" else False
        zones = {
            self._get_zone_beside(zone, "inspection") for zone in self.line_ids.zone_id
        }
        return {
            "kind": "after_rework",
            "priority": "1",
            "date": fields.Datetime.now(),
            "company_id": self.company_id.id,
            "product_id": self.product_id.id,
            "lot_id": single and single.id,
            "serial_ids": [Command.set([] if single else lots.ids)],
            "quantity": self.product_quantity,
            "disposition_id": self.id,
            "supplier_id": source.supplier_id.id,
            "location_id": zones.pop().id if len(zones) == 1 else False,
            "confidential": self.confidential,
        }

    def _complete_inspections(self):
        """Verified on the disposition itself: its open record says the same."""
        records = self.sudo().inspection_ids  # see _hand_in_for_inspection
        waiting = records.filtered_domain(Domain("state", "=", "draft"))
        for record in waiting:
            record._complete_from(record.disposition_id)

    def _get_failed_lots(self):
        """What the inspection record refused of several lots or serial numbers."""
        return super()._get_failed_lots() | self.inspection_ids.rejected_serial_ids
