from odoo import api, fields, models


class QualityCapa(models.Model):
    """How long it takes; the mean is of closed ones, whose day is the company's."""

    _name = "quality.capa"
    _inherit = ["quality.capa", "quality.mean.mixin"]
    _mean_domains = {"days_open": [("date_closed", "!=", False)]}

    days_open = fields.Integer(
        "Days until Closed", compute="_compute_days_open", store=True, aggregator="avg"
    )

    @api.depends("date_opened", "date_closed")
    def _compute_days_open(self):
        for capa in self:
            closed = capa.date_closed and capa._get_company_day(capa.date_closed)
            capa.days_open = (closed - capa.date_opened).days if closed else 0
