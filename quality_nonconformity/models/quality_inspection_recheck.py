from odoo import api, fields, models


class QualityInspectionRecord(models.Model):
    _inherit = "quality.inspection.record"

    recheck_id = fields.Many2one(
        "quality.purchase.recheck",
        "Re-inspection of a Purchase",
        index="btree_not_null",
        readonly=True,
        copy=False,
        check_company=True,
    )

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"recheck_id"}

    def _renew(self, quantity, lots):
        """What is inspected once more still belongs to the re-inspection [NC-37]."""
        records = super()._renew(quantity, lots)
        records._write_gated({"recheck_id": self.recheck_id.id})
        return records

    def _prepare_nonconformity_vals(self):
        """What fails here was bought together with goods that failed in use."""
        vals = super()._prepare_nonconformity_vals()
        used = self.recheck_id.nonconformity_id
        if used:
            vals["requirement"] = used.requirement
            vals["defect_id"] = used.defect_id.id
        return vals
