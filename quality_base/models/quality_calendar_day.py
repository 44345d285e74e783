from odoo import fields, models


class QualityCalendarDay(models.Model):
    """A day that differs from the plain week: free, or worked to make up for it."""

    _name = "quality.calendar.day"
    _description = "Special Day of a Calendar"
    _inherit = ["quality.calendar.part"]
    _order = "date desc, id"

    date = fields.Date(required=True)
    kind = fields.Selection(
        [("off", "Day off"), ("work", "Make-up working day")],
        required=True,
        default="off",
    )
    name = fields.Char("Occasion", required=True)
    source = fields.Char(help="“manual” days are never replaced by the published ones.")

    _date_uniq = models.UniqueIndex(
        "(calendar_id, date)", "The calendar already has an entry for this day."
    )

    def write(self, vals):
        if vals.keys() & {"date", "kind"}:
            vals = {"source": "manual", **vals}
        return super().write(vals)
