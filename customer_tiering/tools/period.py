"""Reference periods of a tier program: plain dates, both ends included."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta


def calendar_year(day):
    """Return the calendar year of ``day``: 1 January to 31 December."""
    return date(day.year, 1, 1), date(day.year, 12, 31)


def last_calendar_year(day):
    """Return the calendar year before that of ``day``."""
    return date(day.year - 1, 1, 1), date(day.year - 1, 12, 31)


def rolling_months(day, months):
    """Return the ``months`` months that end with ``day``.

    >>> rolling_months(date(2024, 2, 29), 12)
    (datetime.date(2023, 3, 1), datetime.date(2024, 2, 29))

    :raises ValueError: ``months`` is below one
    """
    if months < 1:
        raise ValueError(f"a period of {months} months")  # noqa: TRY003
    following = day + timedelta(days=1)
    return following - relativedelta(months=months), day
