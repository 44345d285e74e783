from odoo import fields, models


class ResCompany(models.Model):
    """From when on complaints of the same goods are a trend [CO-54]; 0: never."""

    _inherit = "res.company"

    complaint_trend_days = fields.Integer("Trend: Window (days)", default=30)
    complaint_trend_lot = fields.Integer("Trend: Complaints of one Lot", default=2)
    complaint_trend_product = fields.Integer(
        "Trend: Complaints of one Product", default=5
    )
    complaint_trend_defect = fields.Integer(
        "Trend: the same Defect of one Product", default=3
    )

    _complaint_trend_check = models.Constraint(
        "CHECK(complaint_trend_days >= 0 AND complaint_trend_lot >= 0 AND "
        "complaint_trend_product >= 0 AND complaint_trend_defect >= 0)",
        "The numbers of the trend alarm are zero (never) or more.",
    )
