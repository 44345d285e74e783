from odoo import fields, models


class QualityReportType(models.Model):
    _inherit = "quality.report.type"

    source = fields.Selection(
        selection_add=[
            ("inspection_summary", "Incoming inspection"),
            ("inspection_check", "Check of inspection results"),
        ],
        ondelete={
            "inspection_summary": "set null",
            "inspection_check": "set null",
        },
    )
