from odoo import fields, models


class QualityCalendarYear(models.Model):
    """Says whether the special days of a year are complete."""

    _name = "quality.calendar.year"
    _description = "Year of a Calendar"
    _inherit = ["quality.calendar.part"]
    _order = "year desc"

    year = fields.Integer(required=True, aggregator=None)
    covered = fields.Boolean(
        help="All days off and make-up working days of the year are entered. "
        "Deadlines that reach into a year that is not covered wait."
    )
    note = fields.Char()

    _year_uniq = models.UniqueIndex(
        "(calendar_id, year)", "The calendar already has this year."
    )
    _year_check = models.Constraint(
        "CHECK(year BETWEEN 1990 AND 2200)", "Enter the year with four digits."
    )

    def write(self, vals):
        if "covered" in vals and "source" not in vals:
            vals = {"source": "manual", **vals}
        return super().write(vals)
