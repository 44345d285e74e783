from odoo import api, fields, models

#: least share of calls that are connected
CONNECTION_RATE = 90.0


class QualityCallFigure(models.Model):
    """Calls of the hotline on one day, entered or imported from the telephony [CO-56].

    Optional: nothing depends on it. ``connection_rate`` is in percent; a day below 90 %
    is marked. ``name`` tells several lines apart.
    """

    _name = "quality.call.figure"
    _description = "Calls of the Hotline"
    _inherit = ["quality.guard.mixin", "quality.mean.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _mean_domains = {"connection_rate": [("offered", ">", 0)]}

    name = fields.Char("Line", required=True, default="1")
    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    offered = fields.Integer("Calls Offered", required=True)
    connected = fields.Integer("Calls Connected", required=True)
    connection_rate = fields.Float(
        "Connection Rate (%)",
        compute="_compute_rate",
        store=True,
        precompute=True,
        aggregator="avg",
        digits=(5, 1),
    )
    is_low = fields.Boolean(
        "Below 90 %", compute="_compute_rate", store=True, precompute=True
    )

    _day_uniq = models.UniqueIndex(
        "(company_id, date, name)", "The calls of this line on this day are entered."
    )
    _calls_check = models.Constraint(
        "CHECK(connected >= 0 AND offered >= connected)",
        "No more calls are connected than offered, and none is below zero.",
    )

    @api.depends("offered", "connected")
    def _compute_rate(self):
        for figure in self:
            rate = 100 * figure.connected / figure.offered if figure.offered else 0
            figure.connection_rate = rate
            figure.is_low = bool(figure.offered) and rate < CONNECTION_RATE
