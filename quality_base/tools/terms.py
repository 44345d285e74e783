"""The frozen terms of a running deadline: plain values, stored with it as JSON.

A term is what one deadline policy said when the clock started::

    {"policy": 7, "version": 2, "unit": "working_days", "amount": 2, "roll": "none",
     "at_hour": None, "calendar": 3, "tz": "Asia/Shanghai", "start_field": False,
     "reminders": [-24, 0], "escalation": "chain", "pause": False,
     "approver": False, "approver_group": 12}

Instants here are naive UTC datetimes, as the database holds them.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from . import clock


def term_due(term, start, calendar):
    """Return when a term is due, naive UTC; raises clock.NotDeterminable.

    :param datetime start: naive UTC instant from which the time runs
    :param clock.WorkCalendar calendar: of the term, or None
    """
    rule = clock.Rule(term["unit"], term["amount"], term["roll"], term["at_hour"])
    aware = start.replace(tzinfo=UTC)
    return clock.due(aware, rule, term["tz"], calendar).replace(tzinfo=None)


def strictest(terms, get_start, get_calendar):
    """Return ``(due, term, start, waiting)`` of the earliest term.

    :param get_start: term → naive UTC start, or a false value when not known yet
    :param get_calendar: term → WorkCalendar or None
    :return: due, term and start are None when no term can be determined; waiting
        says that at least one cannot be, so that the due time may still get earlier
    """
    found, waiting = [], False
    for term in terms:
        start = get_start(term)
        try:
            if not start:
                raise clock.NotDeterminable
            found.append((term_due(term, start, get_calendar(term)), term, start))
        except clock.NotDeterminable:
            waiting = True
    due, term, start = min(found, key=lambda row: row[0], default=(None, None, None))
    return due, term, start, waiting


def as_instant(value, tz):
    """Return a date or naive datetime as naive UTC; a date begins at local midnight."""
    if not value or isinstance(value, datetime):
        return value
    local = datetime.combine(value, time(), ZoneInfo(tz))
    return local.astimezone(UTC).replace(tzinfo=None)


def alarm_times(dues, reminders, ladder):
    """Return all instants, sorted, at which something happens to a running deadline.

    :param dues: the due time first; after it the extended one, if any
    :param reminders: hours before (minus) or after the last of ``dues``
    :param ladder: hours after it at which each level is told
    """
    last = max(dues)
    offsets = [*reminders, *ladder]
    return sorted({*dues, *(last + timedelta(hours=hours) for hours in offsets)})


def next_alarm(times, after):
    """Return the first of sorted ``times`` later than ``after``, or False."""
    return next((instant for instant in times if instant > after), False)
