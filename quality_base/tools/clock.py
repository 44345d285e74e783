"""When is it due? Pure date arithmetic, without database [XX-16].

Instants come in and go out as aware datetimes; those that go out are UTC. Days are
local days of the case's time zone:

- day 0 is the local day on which the clock starts; day n ends at 23:59:59 local time;
- hours run from the exact minute and never pause for nights, weekends or holidays;
- working days follow a :class:`WorkCalendar`. A year that it does not cover raises
  :class:`NotDeterminable`: the answer is "not determinable yet", never a guess;
- the last day may roll to the next working day (``roll="next"``); hours never roll.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: units whose last day counts working days, so that they need a calendar
CALENDAR_UNITS = ("working_days", "nth_working_day")
#: units that name the n-th end of a period, counted from 1
PERIOD_UNITS = {"month_end": 1, "quarter_end": 3, "year_end": 12}

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_MAX_MONTHS = 24


class NotDeterminable(Exception):
    """The calendar does not cover a year that the answer depends on.

    :ivar int year: the year that is missing, or None when there is no calendar
    """

    def __init__(self, year=None):
        super().__init__(f"No working days known for {year or 'want of a calendar'}")
        self.year = year


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked on.

    :param weekend: ISO weekdays that are free every week (1 = Monday, 7 = Sunday)
    :param off: dates that are free although no weekend
    :param work: dates that are worked although weekend or free (make-up days)
    :param covered: years for which ``off`` and ``work`` are complete
    :param every_year: no public holidays at all, so that every year is covered
    """

    weekend: frozenset = frozenset((6, 7))
    off: frozenset = frozenset()
    work: frozenset = frozenset()
    covered: frozenset = frozenset()
    every_year: bool = False

    def is_working(self, day: date) -> bool:
        """Return whether ``day`` is worked; raise NotDeterminable if unknown."""
        if not self.every_year and day.year not in self.covered:
            raise NotDeterminable(day.year)
        if day in self.work:
            return True
        return day not in self.off and day.isoweekday() not in self.weekend


@dataclass(frozen=True)
class Rule:
    """How long a step may take.

    :param unit: one of the keys of ``_LAST_DAYS``, or "hours"
    :param amount: hours; number of days; n of the n-th working day of the month; the
        n-th end of month, quarter or year; the ISO weekday; the hour of the next day
    :param roll: "none", or "next" working day when the last day is not worked
    :param at_hour: clock time of the last day (18.5 = 18:30); None for its end
    """

    unit: str
    amount: float
    roll: str = "none"
    at_hour: float | None = None


def due(start, rule, tz, calendar=None):
    """Return the last instant at which the step is on time, aware, in UTC.

    :param datetime start: aware instant at which the clock starts
    :param Rule rule: how long
    :param tz: time zone of the case, a name such as "Asia/Shanghai" or a ZoneInfo
    :param WorkCalendar calendar: needed for working days and for rolling
    :raises NotDeterminable: when working days of an uncovered year matter
    :raises ValueError: when ``start`` is naive or the rule makes no sense
    """
    if start.tzinfo is None:
        raise ValueError("The start of a clock must be an aware datetime.")
    if rule.unit == "hours":
        minutes = round(rule.amount * 60)
        return start.astimezone(UTC) + timedelta(minutes=minutes)
    if rule.unit not in _LAST_DAYS:
        raise ValueError(f"Unknown unit of time: {rule.unit}")
    zone = ZoneInfo(tz) if isinstance(tz, str) else tz
    local = start.astimezone(zone)
    at_hour = rule.amount if rule.unit == "next_day" else rule.at_hour
    passed = local_instant(local.date(), at_hour, zone) < start
    last = _LAST_DAYS[rule.unit](local.date(), rule, calendar, passed)
    if rule.roll == "next":
        last = next_working_day(last, calendar)
    return local_instant(last, at_hour, zone)


def strictest(instants):
    """Return the earliest of several due instants, or None when there is none."""
    return min((instant for instant in instants if instant), default=None)


def next_working_day(day, calendar):
    """Return ``day`` itself when it is worked, else the first worked one after it."""
    return _first_working(day, calendar)


def add_working_days(day, amount, calendar):
    """Return the ``amount``-th working day after ``day`` (day 0, never counted)."""
    for _step in range(int(amount)):
        day = _first_working(day + _DAY, calendar)
    return day


def nth_working_day(year, month, n, calendar):
    """Return the n-th working day of a month, or None when it has fewer."""
    days = (date(year, month, d) for d in range(1, monthrange(year, month)[1] + 1))
    worked = [day for day in days if _calendar(calendar).is_working(day)]
    return worked[int(n) - 1] if n <= len(worked) else None


def local_instant(day, at_hour, zone):
    """Return the aware UTC instant of a clock time of a local day.

    Without ``at_hour`` it is the last second of the day. A time that the change to
    summer time skips is read in winter time (so one hour later on the clock); a time
    that occurs twice is the first.
    """
    if at_hour is None or at_hour >= 24:
        midnight = datetime.combine(day + _DAY, time(), zone)
        return midnight.astimezone(UTC) - _SECOND
    hour, minute = divmod(round(at_hour * 60), 60)
    return datetime.combine(day, time(hour, minute), zone).astimezone(UTC)


def end_of_local_day(instant, tz):
    """Return the last second (UTC) of the local day on which ``instant`` falls."""
    zone = ZoneInfo(tz) if isinstance(tz, str) else tz
    return local_instant(instant.astimezone(zone).date(), None, zone)


def _calendar(calendar):
    if calendar is None:
        raise NotDeterminable()
    return calendar


def _first_working(day, calendar):
    while not _calendar(calendar).is_working(day):
        day += _DAY
    return day


# Each takes the local day of the start, the rule, the calendar, and whether the clock
# time is already over on that day; each returns the last day.


def _calendar_days(day, rule, calendar, passed):
    return day + timedelta(days=int(rule.amount))


def _working_days(day, rule, calendar, passed):
    return add_working_days(day, rule.amount, calendar)


def _nth_working_day(day, rule, calendar, passed):
    first = day + _DAY if passed else day
    year, month = first.year, first.month
    for _step in range(_MAX_MONTHS):
        found = nth_working_day(year, month, rule.amount, calendar)
        if found and found >= first:
            return found
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    raise ValueError(f"No month has {rule.amount:g} working days.")


def _period_end(day, rule, calendar, passed):
    months = PERIOD_UNITS[rule.unit]
    index = (day.month - 1) // months + int(rule.amount)
    if passed and _month_end(day.year, index * months) == day:
        index += 1
    return _month_end(day.year, index * months)


def _month_end(year, month):
    """Return the end of ``month`` counted from January of ``year`` (13 = January)."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _weekday(day, rule, calendar, passed):
    ahead = (int(rule.amount) - day.isoweekday()) % 7
    return day + timedelta(days=7 if passed and not ahead else ahead)


def _next_day(day, rule, calendar, passed):
    return day + _DAY


_LAST_DAYS = {
    "calendar_days": _calendar_days,
    "working_days": _working_days,
    "nth_working_day": _nth_working_day,
    "month_end": _period_end,
    "quarter_end": _period_end,
    "year_end": _period_end,
    "weekday": _weekday,
    "next_day": _next_day,
}
