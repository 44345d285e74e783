from odoo import api, fields, models


class QualityCalendarPart(models.AbstractModel):
    """A part of a calendar: running deadlines are told when it changes."""

    _name = "quality.calendar.part"
    _description = "Part of a Calendar"

    calendar_id = fields.Many2one(
        "quality.calendar", required=True, index=True, ondelete="cascade"
    )
    source = fields.Char(default="manual", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.calendar_id._working_days_changed()
        return parts

    def write(self, vals):
        calendars = self.calendar_id
        result = super().write(vals)
        (calendars | self.calendar_id)._working_days_changed()
        return result

    def unlink(self):
        calendars = self.calendar_id
        result = super().unlink()
        calendars._working_days_changed()
        return result
