from odoo import api, fields, models


class QualityInspectionRecord(models.Model):
    """Retest of returned goods: it gives a finding, the return decides [CO-69]."""

    _inherit = "quality.inspection.record"

    return_inspection_id = fields.Many2one(
        "quality.return.inspection",
        "Returned Goods",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    def _settle(self):
        """Returned goods stay in their zone until the return is decided."""
        if self.return_inspection_id:
            return None
        return super()._settle()

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"return_inspection_id"}
