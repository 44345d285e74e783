from odoo import api, models
from odoo.exceptions import ValidationError

from .quality_disposition import WORD_KINDS


class QualityDisposition(models.Model):
    """Measures on a failed service that need an approval of their own [NC-68].

    They are approved, executed and verified while the sheet is with the department;
    the sheet itself goes its short path.
    """

    _inherit = "quality.disposition"

    @api.constrains("kind", "nonconformity_id")
    def _check_service_kind(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for record in self.filtered(lambda d: d.nonconformity_id.kind == "service"):
            if record.kind not in WORD_KINDS:
                raise ValidationError(
                    self.env._(
                        "“%(kind)s” is for goods. %(name)s is a failed service: %(kinds)s.",
                        kind=labels[record.kind],
                        name=record.nonconformity_id.name,
                        kinds=", ".join(labels[kind] for kind in WORD_KINDS),
                    )
                )
