from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from odoo.tests import BaseCase, tagged

from ..tools import clock, holiday_source
from ..tools.clock import NotDeterminable, Rule, WorkCalendar

MON_FRI = WorkCalendar(every_year=True)
SHANGHAI = "Asia/Shanghai"
NEW_YORK = "America/New_York"


def at(zone, *parts):
    return datetime(*parts, tzinfo=ZoneInfo(zone))


def country_calendar(country, *years):
    """A work calendar straight from the published days, without database."""
    found = [holiday_source.fetch(country, year) for year in years]
    return WorkCalendar(
        off=frozenset(day for year in found for day in year.off),
        work=frozenset(day for year in found for day in year.work),
        covered=frozenset(
            y for y, days in zip(years, found, strict=True) if days.complete
        ),
    )


@tagged("post_install", "-at_install")
class TestClock(BaseCase):
    def assertDue(self, expected, start, *rule, tz=SHANGHAI, calendar=MON_FRI, **kw):
        """Compare in the case's own time zone: that is how people read it."""
        due = clock.due(start, Rule(*rule, **kw), tz, calendar)
        self.assertEqual(due.tzinfo, UTC)
        local = due.astimezone(ZoneInfo(tz)).strftime("%Y-%m-%d %H:%M:%S")
        self.assertEqual(local, expected)

    # --- hours ---------------------------------------------------------------
    def test_hours_run_to_the_minute(self):
        start = at(SHANGHAI, 2026, 2, 14, 10, 37)
        self.assertDue("2026-02-14 18:37:00", start, "hours", 8)
        self.assertDue("2026-02-15 10:37:00", start, "hours", 24)
        self.assertDue("2026-02-14 10:52:00", start, "hours", 0.25)

    def test_hours_never_pause_nor_roll(self):
        friday = at(NEW_YORK, 2026, 7, 3, 18, 0)
        self.assertDue(
            "2026-07-04 18:00:00", friday, "hours", 24, roll="next", tz=NEW_YORK
        )

    def test_hours_need_no_calendar(self):
        start = at(SHANGHAI, 2040, 1, 1, 0, 0)
        self.assertDue("2040-01-04 00:00:00", start, "hours", 72, calendar=None)

    # --- calendar days -------------------------------------------------------
    def test_day_zero_is_the_local_day(self):
        # 2026-03-01 17:30 UTC is already 2 March in Shanghai, still 1 March in New York
        start = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)
        self.assertDue("2026-03-05 23:59:59", start, "calendar_days", 3)
        self.assertDue("2026-03-04 23:59:59", start, "calendar_days", 3, tz=NEW_YORK)

    def test_zero_days_is_the_same_day(self):
        start = at(SHANGHAI, 2026, 3, 2, 23, 59, 59)
        self.assertDue("2026-03-02 23:59:59", start, "calendar_days", 0)

    def test_calendar_days_do_not_roll_by_default(self):
        start = at(SHANGHAI, 2026, 3, 5, 9, 0)  # a Thursday
        self.assertDue("2026-03-07 23:59:59", start, "calendar_days", 2)
        self.assertDue("2026-03-09 23:59:59", start, "calendar_days", 2, roll="next")

    def test_roll_leaves_a_working_day_alone(self):
        start = at(SHANGHAI, 2026, 3, 5, 9, 0)
        self.assertDue("2026-03-06 23:59:59", start, "calendar_days", 1, roll="next")

    def test_leap_year(self):
        start = at(SHANGHAI, 2028, 2, 28, 9, 0)
        self.assertDue("2028-02-29 23:59:59", start, "calendar_days", 1)
        self.assertDue("2028-03-01 23:59:59", start, "calendar_days", 2)

    # --- working days --------------------------------------------------------
    def test_working_days_skip_the_weekend(self):
        friday = at(SHANGHAI, 2026, 3, 6, 16, 0)
        self.assertDue("2026-03-09 23:59:59", friday, "working_days", 1)
        self.assertDue("2026-03-13 23:59:59", friday, "working_days", 5)

    def test_working_days_from_a_weekend(self):
        saturday = at(SHANGHAI, 2026, 3, 7, 10, 0)
        self.assertDue("2026-03-09 23:59:59", saturday, "working_days", 1)

    def test_china_2026_spring_festival(self):
        """9 days off from 15 to 23 February; 14 and 28 are worked."""
        calendar = country_calendar("CN", 2026)
        friday = at(SHANGHAI, 2026, 2, 13, 11, 0)
        for amount, day in ((1, "02-14"), (2, "02-24"), (5, "02-27"), (6, "02-28")):
            self.assertDue(
                f"2026-{day} 23:59:59",
                friday,
                "working_days",
                amount,
                calendar=calendar,
            )

    def test_china_2026_every_make_up_day(self):
        calendar = country_calendar("CN", 2026)
        worked = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]
        for month, day in worked:
            self.assertTrue(calendar.is_working(date(2026, month, day)), (month, day))
        free = [(1, 2), (2, 23), (4, 6), (5, 5), (6, 19), (9, 25), (10, 7)]
        for month, day in free:
            self.assertFalse(calendar.is_working(date(2026, month, day)), (month, day))

    def test_china_2026_number_of_working_days(self):
        calendar = country_calendar("CN", 2026)
        days = (date.fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(365))
        # 261 weekdays − 19 of them free by the notice + 6 make-up days
        self.assertEqual(sum(map(calendar.is_working, days)), 248)

    def test_us_federal_2026(self):
        calendar = country_calendar("US", 2026)
        # 3 July 2026 is the observed Independence Day
        thursday = at(NEW_YORK, 2026, 7, 2, 9, 0)
        self.assertDue(
            "2026-07-06 23:59:59",
            thursday,
            "working_days",
            1,
            tz=NEW_YORK,
            calendar=calendar,
        )
        free = [(1, 1), (1, 19), (2, 16), (5, 25), (6, 19), (7, 3), (9, 7), (10, 12)]
        free += [(11, 11), (11, 26), (12, 25)]
        for month, day in free:
            self.assertFalse(calendar.is_working(date(2026, month, day)), (month, day))

    def test_uncovered_year_is_not_determinable(self):
        calendar = country_calendar("CN", 2026, 2027)
        self.assertEqual(calendar.covered, {2026})
        start = at(SHANGHAI, 2026, 12, 30, 9, 0)
        self.assertDue(
            "2026-12-31 23:59:59", start, "working_days", 1, calendar=calendar
        )
        with self.assertRaises(NotDeterminable) as caught:
            clock.due(start, Rule("working_days", 2), SHANGHAI, calendar)
        self.assertEqual(caught.exception.year, 2027)

    def test_working_days_without_calendar(self):
        with self.assertRaises(NotDeterminable):
            clock.due(at(SHANGHAI, 2026, 3, 6, 9), Rule("working_days", 1), SHANGHAI)

    def test_roll_in_an_uncovered_year(self):
        calendar = WorkCalendar(covered=frozenset((2026,)))
        start = at(SHANGHAI, 2026, 12, 31, 9, 0)
        with self.assertRaises(NotDeterminable):
            clock.due(start, Rule("calendar_days", 1, "next"), SHANGHAI, calendar)
        self.assertDue(
            "2027-01-01 23:59:59", start, "calendar_days", 1, calendar=calendar
        )

    # --- n-th working day of the month ---------------------------------------
    def test_nth_working_day(self):
        """3rd working day, close of work, after the month end [CT-31]."""
        month_end = at(SHANGHAI, 2026, 2, 28, 23, 59)
        self.assertDue("2026-03-04 23:59:59", month_end, "nth_working_day", 3)
        self.assertDue(
            "2026-03-04 18:00:00", month_end, "nth_working_day", 3, at_hour=18
        )

    def test_nth_working_day_on_and_after_the_day(self):
        start = at(SHANGHAI, 2026, 3, 4, 12, 0)
        self.assertDue("2026-03-04 23:59:59", start, "nth_working_day", 3)
        self.assertDue("2026-03-04 12:00:00", start, "nth_working_day", 3, at_hour=12)
        self.assertDue("2026-04-03 11:30:00", start, "nth_working_day", 3, at_hour=11.5)

    def test_nth_working_day_skips_too_short_months(self):
        start = at(SHANGHAI, 2026, 2, 1, 0, 0)  # February has 20, March 22
        self.assertDue("2026-03-31 23:59:59", start, "nth_working_day", 22)
        with self.assertRaises(ValueError):
            clock.due(start, Rule("nth_working_day", 24), SHANGHAI, MON_FRI)

    # --- ends of periods -----------------------------------------------------
    def test_period_ends(self):
        start = at(SHANGHAI, 2026, 11, 15, 8, 0)
        self.assertDue("2026-11-30 23:59:59", start, "month_end", 1)
        self.assertDue("2026-12-31 23:59:59", start, "month_end", 2)
        self.assertDue("2027-01-31 23:59:59", start, "month_end", 3)
        self.assertDue("2026-12-31 23:59:59", start, "quarter_end", 1)
        self.assertDue("2027-03-31 23:59:59", start, "quarter_end", 2)
        self.assertDue("2026-12-31 23:59:59", start, "year_end", 1)
        self.assertDue("2027-12-31 23:59:59", start, "year_end", 2)

    def test_period_end_on_its_last_day(self):
        start = at(SHANGHAI, 2026, 6, 30, 19, 0)
        self.assertDue("2026-06-30 23:59:59", start, "quarter_end", 1)
        self.assertDue("2026-09-30 18:00:00", start, "quarter_end", 1, at_hour=18)

    # --- weekday, next day ---------------------------------------------------
    def test_weekly_report_on_friday(self):
        monday = at(SHANGHAI, 2026, 3, 2, 9, 0)
        self.assertDue("2026-03-06 23:59:59", monday, "weekday", 5)
        self.assertDue("2026-03-06 14:30:00", monday, "weekday", 5, at_hour=14.5)

    def test_weekday_on_the_day_itself(self):
        friday = at(SHANGHAI, 2026, 3, 6, 15, 0)
        self.assertDue("2026-03-06 23:59:59", friday, "weekday", 5)
        self.assertDue("2026-03-13 14:00:00", friday, "weekday", 5, at_hour=14)

    def test_every_weekday_from_every_weekday(self):
        for day in range(2, 9):  # Monday 2 to Sunday 8 March 2026
            for weekday in range(1, 8):
                start = at(SHANGHAI, 2026, 3, day, 9, 0)
                due = clock.due(start, Rule("weekday", weekday), SHANGHAI)
                local = due.astimezone(ZoneInfo(SHANGHAI)).date()
                self.assertEqual(local.isoweekday(), weekday)
                self.assertIn((local - start.date()).days, range(7))

    def test_noon_of_the_next_day(self):
        """Return note by 12:00 the next day [CO-74]."""
        for hour in (0, 11, 23):
            start = at(SHANGHAI, 2026, 3, 6, hour, 1)
            self.assertDue("2026-03-07 12:00:00", start, "next_day", 12)
        self.assertDue("2026-03-09 12:00:00", start, "next_day", 12, roll="next")

    def test_midnight_of_the_next_day(self):
        start = at(SHANGHAI, 2026, 3, 6, 9, 0)
        self.assertDue("2026-03-07 23:59:59", start, "next_day", 24)
        self.assertDue("2026-03-07 23:30:00", start, "next_day", 23.5)
        self.assertDue("2026-03-07 00:00:00", start, "next_day", 0)

    # --- daylight saving -----------------------------------------------------
    def test_spring_forward(self):
        """New York loses an hour on 8 March 2026, 02:00."""
        start = at(NEW_YORK, 2026, 3, 7, 20, 0)
        self.assertDue("2026-03-08 21:00:00", start, "hours", 24, tz=NEW_YORK)
        self.assertDue("2026-03-08 23:59:59", start, "calendar_days", 1, tz=NEW_YORK)
        due = clock.due(start, Rule("calendar_days", 1), NEW_YORK)
        self.assertEqual(due, datetime(2026, 3, 9, 3, 59, 59, tzinfo=UTC))

    def test_clock_time_that_does_not_exist(self):
        start = at(NEW_YORK, 2026, 3, 7, 20, 0)
        self.assertDue("2026-03-08 03:30:00", start, "next_day", 2.5, tz=NEW_YORK)

    def test_fall_back(self):
        """New York gains an hour on 1 November 2026, 02:00."""
        start = at(NEW_YORK, 2026, 10, 31, 20, 0)
        self.assertDue("2026-11-01 19:00:00", start, "hours", 24, tz=NEW_YORK)
        due = clock.due(start, Rule("calendar_days", 1), NEW_YORK)
        self.assertEqual(due, datetime(2026, 11, 2, 4, 59, 59, tzinfo=UTC))

    def test_clock_time_that_comes_twice(self):
        start = at(NEW_YORK, 2026, 10, 31, 20, 0)
        due = clock.due(start, Rule("next_day", 1.5), NEW_YORK)
        self.assertEqual(due, datetime(2026, 11, 1, 5, 30, tzinfo=UTC))

    def test_summer_time_at_midnight(self):
        """In Beirut the day begins at 01:00 when summer time begins at midnight."""
        start = at("Asia/Beirut", 2026, 3, 28, 10, 0)
        self.assertDue(
            "2026-03-28 23:59:59", start, "calendar_days", 0, tz="Asia/Beirut"
        )
        self.assertDue(
            "2026-03-29 23:59:59", start, "calendar_days", 1, tz="Asia/Beirut"
        )

    # --- refusals and helpers ------------------------------------------------
    def test_naive_start_is_refused(self):
        with self.assertRaises(ValueError):
            clock.due(datetime(2026, 3, 6, 9), Rule("hours", 1), SHANGHAI)

    def test_unknown_unit_is_refused(self):
        with self.assertRaises(ValueError):
            clock.due(at(SHANGHAI, 2026, 3, 6, 9), Rule("moons", 1), SHANGHAI)

    def test_strictest(self):
        early, late = at(SHANGHAI, 2026, 3, 6), at(SHANGHAI, 2026, 3, 7)
        self.assertEqual(clock.strictest([late, None, early]), early)
        self.assertIsNone(clock.strictest([None]))

    def test_other_weekends(self):
        gulf = WorkCalendar(weekend=frozenset((5, 6)), every_year=True)
        thursday = at("Asia/Riyadh", 2026, 3, 5, 9, 0)
        self.assertDue(
            "2026-03-08 23:59:59",
            thursday,
            "working_days",
            1,
            tz="Asia/Riyadh",
            calendar=gulf,
        )


@tagged("post_install", "-at_install")
class TestHolidaySource(BaseCase):
    def test_china_known_and_unknown_years(self):
        known = holiday_source.fetch("CN", 2026)
        self.assertTrue(known.complete)
        self.assertIn(date(2026, 2, 17), known.off)
        self.assertIn(date(2026, 2, 14), known.work)
        coming = holiday_source.fetch("CN", 2035)
        self.assertEqual((coming.complete, coming.reason), (False, "substitutes"))
        far = holiday_source.fetch("CN", 2101)
        self.assertEqual((far.complete, far.reason, far.off), (False, "range", {}))

    def test_country_without_moved_days(self):
        self.assertTrue(holiday_source.fetch("US", 2050).complete)

    def test_estimated_days_are_not_counted_on(self):
        year = holiday_source.fetch("IN", 2030)
        self.assertEqual((year.complete, year.reason), (False, "estimated"))

    def test_unknown_country(self):
        with self.assertRaises(holiday_source.UnknownCountry):
            holiday_source.fetch("XX", 2026)
        with self.assertRaises(holiday_source.UnknownCountry):
            holiday_source.fetch("US", 2026, "ZZ")
