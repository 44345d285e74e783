from odoo import api, fields, models
from odoo.exceptions import ValidationError


class QualityInspectionRecord(models.Model):
    """Which instruments an inspection relies on [NC-44]."""

    _inherit = "quality.inspection.record"

    instrument_ids = fields.Many2many(
        "quality.instrument",
        "quality_inspection_instrument_rel",
        "record_id",
        "instrument_id",
        "Instruments",
        check_company=True,
        domain="[('state', '=', 'valid')]",
    )

    @api.constrains("instrument_ids")
    def _check_instruments(self):
        """Refuse instruments whose results cannot be relied on."""
        for record in self.filtered(lambda r: r.state == "draft"):
            bad = record.instrument_ids.filtered(lambda one: one.state != "valid")
            if bad:
                raise ValidationError(
                    self.env._(
                        "%(names)s cannot be relied on: the check is due, or it is not "
                        "in use. Enter a good check first, or take another instrument.",
                        names=", ".join(bad.mapped("display_name")),
                    )
                )
