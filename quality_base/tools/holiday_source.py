"""Public holidays of a country and year, read from the PyPI package ``holidays``."""

from dataclasses import dataclass, field

import holidays


class UnknownCountry(Exception):
    """The package has no calendar for the country (or its subdivision)."""


@dataclass
class HolidayYear:
    """Days of one year that differ from the plain week.

    :param off: date → name of the holiday
    :param work: date → name of the make-up working day
    :param complete: whether working days of the year can be counted on
    :param reason: when it is not complete: "range" (year unknown to the package),
        "substitutes" (no notice on moved days yet) or "estimated"
    """

    off: dict = field(default_factory=dict)
    work: dict = field(default_factory=dict)
    complete: bool = True
    reason: str = ""


def version():
    """Return the source reference kept with each day."""
    return f"holidays {holidays.__version__}"


def fetch(country, year, subdivision=None):
    """Return the :class:`HolidayYear` of a country (ISO code).

    Some states move working days every year by a notice (China's State Council).
    Such a year is complete only when the package knows its make-up days, or those of
    a later year; a year with estimated dates is never complete.

    :raises UnknownCountry: when the package does not know the country
    """
    try:
        days = holidays.country_holidays(
            country,
            subdiv=subdivision or None,
            years=year,
            expand=False,
            language="en_US",
        )
    except NotImplementedError as error:
        raise UnknownCountry(str(error)) from error
    if not days.start_year <= year <= days.end_year:
        return HolidayYear(complete=False, reason="range")
    result = HolidayYear(off={day: name for day, name in days.items()})
    makeup = [d for d in getattr(days, "weekend_workdays", ()) if d.year == year]
    result.work = dict.fromkeys(makeup, "Make-up working day")
    if _last_notice(days) < year:
        result.complete, result.reason = False, "substitutes"
    elif any("estimated" in name for name in result.off.values()):
        result.complete, result.reason = False, "estimated"
    return result


def _last_notice(days):
    """Return the last year with a published notice of moved days (9999: no need)."""
    if not getattr(days, "has_substituted_holidays", False):
        return 9999
    notices = getattr(days, "special_public_holidays", {})
    return max(notices, default=0)
