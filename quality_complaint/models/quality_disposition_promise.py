from odoo import api, models

from odoo.addons.quality_nonconformity.models.quality_disposition import REWORK_KINDS


class QualityDisposition(models.Model):
    """Rework of returned goods keeps to the date promised to the customer [CO-77]."""

    _inherit = "quality.disposition"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record in records.filtered(lambda record: not record.date_deadline):
            if promised := record._get_promised_date():
                record.date_deadline = promised
        return records

    def _get_promised_date(self):
        """The date promised to the customer whose goods are reworked, or False."""
        self.ensure_one()
        if self.kind not in REWORK_KINDS:
            return False
        # who reworks need not read returns
        return self.sudo().nonconformity_id.return_line_id.return_id.date_promised

    def _get_approve_blockers(self):
        blockers = super()._get_approve_blockers()
        promised = self._get_promised_date()
        if promised and (not self.date_deadline or self.date_deadline > promised):
            blockers.append(
                self.env._(
                    "%(name)s: the customer was promised the goods by %(date)s. Plan "
                    "the rework to be done by then, or agree on another date with the "
                    "customer and enter it on the return.",
                    name=self.display_name,
                    date=promised,
                )
            )
        return blockers
