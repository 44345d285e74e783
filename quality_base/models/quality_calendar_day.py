from odoo import api, fields, models


class QualityCalendarDay(models.Model):
    """A day that differs from the plain week: free, or worked to make up for it."""

    _name = "quality.calendar.day"
    _description = "Special Day of a Calendar"
    _order = "date desc, id"

    calendar_id = fields.Many2one(
        "quality.calendar", required=True, index=True, ondelete="cascade"
    )
    date = fields.Date(required=True)
    kind = fields.Selection(
        [("off", "Day off"), ("work", "Make-up working day")],
        required=True,
        default="off",
    )
    name = fields.Char("Occasion", required=True)
    source = fields.Char(
        default="manual",
        readonly=True,
        help="“manual” days are never replaced by the published ones.",
    )

    _date_uniq = models.UniqueIndex(
        "(calendar_id, date)", "The calendar already has an entry for this day."
    )

    @api.model_create_multi
    def create(self, vals_list):
        days = super().create(vals_list)
        days.calendar_id._working_days_changed()
        return days

    def write(self, vals):
        if vals.keys() & {"date", "kind"}:
            vals = {"source": "manual", **vals}
        calendars = self.calendar_id
        result = super().write(vals)
        (calendars | self.calendar_id)._working_days_changed()
        return result

    def unlink(self):
        calendars = self.calendar_id
        result = super().unlink()
        calendars._working_days_changed()
        return result
