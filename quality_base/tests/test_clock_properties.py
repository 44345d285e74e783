"""What must be true of every clock, whatever the start, amount and time zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import clock
from ..tools.clock import NotDeterminable, Rule, WorkCalendar

SETTINGS = settings(max_examples=200, deadline=None, database=None)
ZONES = st.sampled_from(
    (
        "UTC",
        "Asia/Shanghai",
        "Asia/Kolkata",
        "Asia/Beirut",
        "America/New_York",
        "America/Havana",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Europe/Berlin",
        "Pacific/Auckland",
        "Pacific/Kiritimati",
    )
)
STARTS = st.datetimes(
    datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)
)
DAYS = st.dates(date(2020, 1, 1), date(2036, 12, 31))
CALENDARS = st.builds(
    WorkCalendar,
    weekend=st.frozensets(st.integers(1, 7), max_size=5),
    off=st.frozensets(DAYS, max_size=40),
    work=st.frozensets(DAYS, max_size=40),
    every_year=st.just(True),
)
AMOUNTS = {
    "hours": st.integers(0, 2000),
    "calendar_days": st.integers(0, 400),
    "working_days": st.integers(0, 120),
    "nth_working_day": st.integers(1, 8),
    "month_end": st.integers(1, 12),
    "quarter_end": st.integers(1, 6),
    "year_end": st.integers(1, 3),
    "weekday": st.integers(1, 7),
    "next_day": st.integers(0, 24),
}
HOURS = st.one_of(st.none(), st.integers(0, 47).map(lambda half: half / 2))


@st.composite
def rules(draw, units=tuple(AMOUNTS), at_hours=HOURS):
    unit = draw(st.sampled_from(units))
    roll = draw(st.sampled_from(("none", "next")))
    return Rule(unit, draw(AMOUNTS[unit]), roll, draw(at_hours))


@tagged("post_install", "-at_install")
class TestClockProperties(BaseCase):
    @given(STARTS, rules(at_hours=st.none()), ZONES, CALENDARS)
    @SETTINGS
    def test_never_due_before_its_start(self, start, rule, zone, calendar):
        due = clock.due(start.replace(microsecond=0), rule, zone, calendar)
        self.assertGreaterEqual(due, start.replace(microsecond=0))
        self.assertEqual(due.tzinfo, UTC)

    @given(STARTS, STARTS, rules(), ZONES, CALENDARS)
    @SETTINGS
    def test_monotone_in_start(self, one, other, rule, zone, calendar):
        early, late = sorted((one, other))
        self.assertLessEqual(
            clock.due(early, rule, zone, calendar),
            clock.due(late, rule, zone, calendar),
        )

    @given(
        STARTS,
        st.sampled_from(
            ("hours", "calendar_days", "working_days", "month_end", "year_end")
        ),
        st.integers(1, 60),
        st.integers(0, 60),
        ZONES,
        CALENDARS,
    )
    @SETTINGS
    def test_monotone_in_amount(self, start, unit, amount, more, zone, calendar):
        self.assertLessEqual(
            clock.due(start, Rule(unit, amount), zone, calendar),
            clock.due(start, Rule(unit, amount + more), zone, calendar),
        )

    @given(
        STARTS,
        rules(
            ("calendar_days", "working_days", "month_end", "quarter_end", "weekday"),
            st.none(),
        ),
        ZONES,
        CALENDARS,
    )
    @SETTINGS
    def test_days_end_at_the_last_second(self, start, rule, zone, calendar):
        local = clock.due(start, rule, zone, calendar).astimezone(ZoneInfo(zone))
        self.assertEqual((local.hour, local.minute, local.second), (23, 59, 59))
        following = (local.astimezone(UTC) + timedelta(seconds=1)).astimezone(
            ZoneInfo(zone)
        )
        self.assertEqual(following.date(), local.date() + timedelta(days=1))

    @given(STARTS, st.integers(0, 400), ZONES)
    @SETTINGS
    def test_day_n_is_n_days_after_the_local_day(self, start, amount, zone):
        due = clock.due(start, Rule("calendar_days", amount), zone)
        days = (
            due.astimezone(ZoneInfo(zone)).date()
            - start.astimezone(ZoneInfo(zone)).date()
        )
        self.assertEqual(days.days, amount)

    @given(STARTS, st.integers(1, 60), ZONES, CALENDARS)
    @SETTINGS
    def test_working_days_are_counted_one_by_one(self, start, amount, zone, calendar):
        last = clock.due(start, Rule("working_days", amount), zone, calendar)
        day, worked = start.astimezone(ZoneInfo(zone)).date(), 0
        last = last.astimezone(ZoneInfo(zone)).date()
        self.assertTrue(calendar.is_working(last))
        while day < last:
            day += timedelta(days=1)
            worked += calendar.is_working(day)
        self.assertEqual(worked, amount)

    @given(STARTS, rules(tuple(AMOUNTS)[1:]), ZONES, CALENDARS)
    @SETTINGS
    def test_rolled_days_are_worked_and_nearest(self, start, rule, zone, calendar):
        plain = Rule(rule.unit, rule.amount, "none", rule.at_hour)
        rolled = Rule(rule.unit, rule.amount, "next", rule.at_hour)
        before = clock.due(start, plain, zone, calendar)
        after = clock.due(start, rolled, zone, calendar)
        self.assertGreaterEqual(after, before)
        day = before.astimezone(ZoneInfo(zone)).date()
        last = after.astimezone(ZoneInfo(zone)).date()
        self.assertTrue(calendar.is_working(last))
        while day < last:
            self.assertFalse(calendar.is_working(day))
            day += timedelta(days=1)

    @given(STARTS, st.floats(0, 5000), ZONES)
    @SETTINGS
    def test_hours_are_elapsed_time_in_every_zone(self, start, hours, zone):
        due = clock.due(start.astimezone(ZoneInfo(zone)), Rule("hours", hours), zone)
        self.assertEqual(due, clock.due(start, Rule("hours", hours), "UTC"))
        self.assertLessEqual(abs((due - start).total_seconds() - hours * 3600), 30.001)

    @given(
        STARTS,
        rules(clock.CALENDAR_UNITS),
        ZONES,
        st.frozensets(st.integers(2020, 2036)),
    )
    @SETTINGS
    def test_uncovered_years_raise_or_do_not_matter(self, start, rule, zone, covered):
        """Without the year's days either no answer, or the one they would give."""
        full = clock.due(start, rule, zone, WorkCalendar(every_year=True))
        try:
            partial = clock.due(start, rule, zone, WorkCalendar(covered=covered))
        except NotDeterminable as error:
            self.assertNotIn(error.year, covered)
        else:
            self.assertEqual(partial, full)

    @given(st.lists(st.one_of(st.none(), STARTS)))
    @SETTINGS
    def test_strictest_is_the_minimum(self, instants):
        known = [instant for instant in instants if instant]
        expected = min(known) if known else None
        self.assertEqual(clock.strictest(instants), expected)
