"""Which period does a day belong to? Pure date arithmetic [XX-23].

Periods are closed on both sides: ``(first day, last day)``.
"""

from datetime import date, timedelta

#: periods that consist of whole months
MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}


def period_of(day, period, weekday=7, last_month=12):
    """Return ``(first, last)`` of the period that contains ``day``.

    :param str period: daily, weekly, monthly, quarterly, half_yearly or yearly
    :param int weekday: ISO weekday on which a week ends (5 = Friday)
    :param int last_month: month with which the year ends (10 = October)
    :raises ValueError: for any other period
    """
    if period == "daily":
        return day, day
    if period == "weekly":
        last = day + timedelta(days=(weekday - day.isoweekday()) % 7)
        return last - timedelta(days=6), last
    if period not in MONTHS:
        raise ValueError(f"Unknown period: {period}")
    months = MONTHS[period]
    past = (day.month - 1 - last_month) % months
    first = day.year * 12 + day.month - 1 - past
    return _first(first), _first(first + months) - timedelta(days=1)


def period_before(day, period, weekday=7, last_month=12):
    """Return the last period that is over before the one containing ``day``."""
    first, _last = period_of(day, period, weekday, last_month)
    return period_of(first - timedelta(days=1), period, weekday, last_month)


def periods_until(start, until, period, weekday=7, last_month=12, limit=36):
    """Return the periods from the one containing ``start``, ended by ``until``.

    At most ``limit`` of them, the earliest first.
    """
    found = []
    first, last = period_of(start, period, weekday, last_month)
    while last <= until and len(found) < limit:
        found.append((first, last))
        first, last = period_of(last + timedelta(days=1), period, weekday, last_month)
    return found


def _first(index):
    return date(index // 12, index % 12 + 1, 1)
