from odoo import fields, models


class QualityReportType(models.Model):
    """The exchange ratio in the catalogue of reports [CO-75]."""

    _inherit = "quality.report.type"

    source = fields.Selection(selection_add=[("exchange_ratio", "Exchange ratio")])
