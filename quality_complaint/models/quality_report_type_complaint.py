from odoo import fields, models


class QualityReportType(models.Model):
    """Reports on complaints in the catalogue [CO-51 to CO-53, CO-55, FU-82]."""

    _inherit = "quality.report.type"

    source = fields.Selection(
        selection_add=[
            ("complaint_quarter", "Record of complaints"),
            ("complaint_month", "Analysis of complaints"),
            ("complaint_year", "Complaints of the year"),
            ("complaint_letters", "Letters and visits"),
            ("complaint_evaluation", "Evaluation of the handling of complaints"),
        ]
    )
