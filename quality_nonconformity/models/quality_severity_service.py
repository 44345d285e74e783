from odoo import api, fields, models
from odoo.fields import Domain


class QualitySeverity(models.Model):
    """Grades of failed services: two or three, as the company chose [NC-05]."""

    _inherit = "quality.severity"

    severe_procedure = fields.Boolean(
        "Procedure for Severe Cases",
        help="Failed services: oral report at once, evidence kept, written corrective "
        "form, investigation or committee, appraisal and aftercare are answered before "
        "it is closed.",
    )
    three_grades_only = fields.Boolean(
        "Only with Three Grades",
        help="Failed services: not used where the company knows general and severe only.",
    )

    @api.model
    def _get_kind_domain(self, kind):
        domain = super()._get_kind_domain(kind)
        if kind == "service" and self.env.company.quality_service_grades == "two":
            domain &= Domain("three_grades_only", "=", False)
        return domain
