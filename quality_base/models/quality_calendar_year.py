from odoo import api, fields, models


class QualityCalendarYear(models.Model):
    """Says whether the special days of a year are complete."""

    _name = "quality.calendar.year"
    _description = "Year of a Calendar"
    _order = "year desc"

    calendar_id = fields.Many2one(
        "quality.calendar", required=True, index=True, ondelete="cascade"
    )
    year = fields.Integer(required=True, aggregator=None)
    covered = fields.Boolean(
        help="All days off and make-up working days of the year are entered. "
        "Deadlines that reach into a year that is not covered wait."
    )
    source = fields.Char(default="manual", readonly=True)
    note = fields.Char()

    _year_uniq = models.UniqueIndex(
        "(calendar_id, year)", "The calendar already has this year."
    )
    _year_check = models.Constraint(
        "CHECK(year BETWEEN 1990 AND 2200)", "Enter the year with four digits."
    )

    @api.model_create_multi
    def create(self, vals_list):
        years = super().create(vals_list)
        years.calendar_id._working_days_changed()
        return years

    def write(self, vals):
        if "covered" in vals and "source" not in vals:
            vals = {"source": "manual", **vals}
        result = super().write(vals)
        self.calendar_id._working_days_changed()
        return result

    def unlink(self):
        calendars = self.calendar_id
        result = super().unlink()
        calendars._working_days_changed()
        return result
