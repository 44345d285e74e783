from odoo import fields, models


class QualityReportType(models.Model):
    """Reports on nonconformities in the catalogue [NC-17, NC-77, NC-78]."""

    _inherit = "quality.report.type"

    source = fields.Selection(
        selection_add=[
            ("nonconformity_timeliness", "Timeliness of dispositions"),
            ("nonconformity_control", "Control of nonconformities"),
            ("nonconformity_review", "Analysis of nonconformity control"),
        ]
    )
