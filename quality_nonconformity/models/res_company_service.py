from odoo import api, fields, models

#: sectors whose procedures know general and severe only [NC-05, preset A]
TWO_GRADE_SECTORS = ("hospital",)


class ResCompany(models.Model):
    _inherit = "res.company"

    quality_service_grades = fields.Selection(
        [
            ("two", "General and severe"),
            ("three", "General, medium and severe"),
        ],
        "Grades of Failed Services",
        compute="_compute_quality_service_grades",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    quality_score = fields.Boolean(
        "Propose Score Deductions",
        help="A closed nonconformity of a service proposes points off the monthly score "
        "of the responsible department. A quality manager decides each of them.",
    )

    @api.depends("quality_sector")
    def _compute_quality_service_grades(self):
        for company in self:
            two = company.quality_sector in TWO_GRADE_SECTORS
            company.quality_service_grades = "two" if two else "three"
