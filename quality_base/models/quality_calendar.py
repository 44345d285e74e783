import logging

from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from odoo.addons.base.models.res_partner import _tz_get

from ..tools import holiday_source
from ..tools.clock import WorkCalendar

_logger = logging.getLogger(__name__)

WEEKENDS = [
    ("67", "Saturday and Sunday"),
    ("56", "Friday and Saturday"),
    ("57", "Friday and Sunday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("7", "Sunday"),
    ("none", "None"),
]


class QualityCalendar(models.Model):
    """Working days of a country or company, stored as data [XX-16].

    Days come from the published holidays of a country (button, monthly job) or from
    hand. A year counts only when it is marked as covered: deadlines in working days
    that reach into another year are "not determinable yet".
    """

    _name = "quality.calendar"
    _description = "Working Day Calendar"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: every company may use it."
    )
    country_id = fields.Many2one(
        "res.country", help="Whose public holidays the button fills in."
    )
    subdivision = fields.Char(
        help="Code of the state or province, when its holidays differ (BY, CA…)."
    )
    tz = fields.Selection(
        _tz_get,
        "Time Zone",
        required=True,
        default=lambda self: self.env.user.tz or "UTC",
        help="Where a day begins and ends for the deadlines of this calendar.",
    )
    weekend = fields.Selection(WEEKENDS, "Weekly Days off", required=True, default="67")
    no_holidays = fields.Boolean(
        "No Public Holidays",
        help="Only the weekly days off count, so every year is covered.",
    )
    day_ids = fields.One2many("quality.calendar.day", "calendar_id", "Special Days")
    year_ids = fields.One2many("quality.calendar.year", "calendar_id", "Years")
    covered_years = fields.Char(compute="_compute_covered_years")

    @api.depends("year_ids.covered", "year_ids.year", "no_holidays")
    def _compute_covered_years(self):
        for calendar in self:
            years = calendar.year_ids.filtered("covered").mapped("year")
            calendar.covered_years = (
                self.env._("Every year")
                if calendar.no_holidays
                else ", ".join(map(str, sorted(years)))
            )

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"weekend", "no_holidays", "tz"}:
            self._working_days_changed()
        return result

    def action_fill_year(self):
        """Fill this and the next year from the published holidays."""
        self._fill_years(self._get_years_to_fill())
        return True

    @tools.ormcache("self.id")
    def _get_work_calendar(self):
        """Return the :class:`~..tools.clock.WorkCalendar` of the calendar."""
        self.ensure_one()
        calendar = self.sudo()  # the clock counts for users of other companies too
        days = calendar.day_ids.grouped("kind")
        weekend = "" if calendar.weekend == "none" else calendar.weekend
        return WorkCalendar(
            weekend=frozenset(map(int, weekend)),
            off=frozenset(day.date for day in days.get("off", ())),
            work=frozenset(day.date for day in days.get("work", ())),
            covered=frozenset(calendar.year_ids.filtered("covered").mapped("year")),
            every_year=calendar.no_holidays,
        )

    def _fill_years(self, years):
        """Take the public holidays of ``years`` over; days entered by hand stay.

        A year whose make-up days are not published yet gets no days and stays
        uncovered, with the reason noted on it.

        :raises UserError: when the country has no published holidays to read
        """
        for calendar in self.filtered(lambda c: c.country_id and not c.no_holidays):
            for year in years:
                calendar._fill_year(year)

    def _fill_year(self, year):
        self.ensure_one()
        try:
            found = holiday_source.fetch(self.country_id.code, year, self.subdivision)
        except holiday_source.UnknownCountry as error:
            raise UserError(
                self.env._(
                    "No published holidays are known for %(country)s %(part)s. "
                    "Enter the days by hand and mark the year as covered.",
                    country=self.country_id.name,
                    part=self.subdivision or "",
                )
            ) from error
        known = self.year_ids.filtered(lambda line: line.year == year)
        if known.filtered(lambda line: line.source == "manual"):
            return  # the administrator answers for this year
        vals = self._prepare_year_vals(year, found)
        if found.complete:
            self._replace_days(year, found)
        if known:
            known.write(vals)
        else:
            self.env["quality.calendar.year"].create({"calendar_id": self.id, **vals})

    def _prepare_year_vals(self, year, found):
        notes = {
            "": False,
            "range": self.env._("The holidays of this year are not known."),
            "substitutes": self.env._(
                "The notice on make-up working days is not known yet."
            ),
            "estimated": self.env._("Some holidays are only estimated."),
        }
        return {
            "year": year,
            "covered": found.complete,
            "source": holiday_source.version(),
            "note": notes[found.reason],
        }

    def _replace_days(self, year, found):
        """Bring the days of one year in line with ``found``; touch only differences."""
        lines = self.day_ids.filtered(lambda day: day.date.year == year)
        manual = set(lines.filtered(lambda d: d.source == "manual").mapped("date"))
        wanted = {
            (day, kind, name)
            for kind in ("off", "work")
            for day, name in getattr(found, kind).items()
            if day not in manual
        }
        published = lines.filtered(lambda d: d.source != "manual")
        stale = published.filtered(lambda d: (d.date, d.kind, d.name) not in wanted)
        wanted -= {(day.date, day.kind, day.name) for day in published}
        stale.unlink()
        self.env["quality.calendar.day"].create(
            [
                {
                    "calendar_id": self.id,
                    "date": day,
                    "kind": kind,
                    "name": name,
                    "source": holiday_source.version(),
                }
                for day, kind, name in sorted(wanted)
            ]
        )

    @api.model
    def _get_years_to_fill(self):
        year = fields.Date.context_today(self).year
        return range(year, year + 2)

    def _working_days_changed(self):
        """Forget cached working days; waiting deadlines may be determinable now."""
        self.env.registry.clear_cache()
        self.env["quality.deadline"]._determine_waiting(self)

    @api.model
    def _fill_all(self, first_year):
        """Fill every calendar from ``first_year`` to the next year (on installation)."""
        last = self._get_years_to_fill()[-1]
        self.search([("country_id", "!=", False)])._fill_years(
            range(first_year, last + 1)
        )

    @api.model
    def _cron_fill_years(self):
        """Fill this and the next year: notices for a year appear late in the former."""
        calendars = self.search([("country_id", "!=", False)])
        self.env["ir.cron"]._commit_progress(remaining=len(calendars))
        for calendar in calendars:
            try:
                calendar._fill_years(self._get_years_to_fill())
            except UserError as error:  # this country is filled by hand; go on
                _logger.warning("Calendar %s not filled: %s", calendar.name, error)
            if not self.env["ir.cron"]._commit_progress(1):
                break
