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
            if messages := record._get_instrument_messages():
                raise ValidationError("\n".join(messages))

    def _get_inspect_blockers(self):
        """An instrument may have failed, or become due, since it was named."""
        return super()._get_inspect_blockers() + self._get_instrument_messages()

    def _get_instrument_messages(self):
        """Texts that say which instruments cannot be relied on, [] if all can."""
        self.ensure_one()
        instruments = self.sudo().instrument_ids  # keepers may not read all of them
        bad = instruments.filtered(lambda one: one.state != "valid")
        if not bad:
            return []
        return [
            self.env._(
                "%(names)s cannot be relied on: the check is due, or it is not "
                "in use. Enter a good check first, or take another instrument.",
                names=", ".join(bad.mapped("display_name")),
            )
        ]
