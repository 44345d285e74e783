"""How long a record is kept: plain functions over dates."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

#: what a record without an end is kept by
PERMANENT = "permanent"


@dataclass(frozen=True)
class Rule:
    """Keep for ``number`` ``unit`` after ``anchor``; without that date by the fallback.

    :param anchor: name of a date of the record, or ``"permanent"``
    :param unit: ``"day"``, ``"month"`` or ``"year"``
    :param fallback: ``(anchor, number, unit)`` used when the anchor has no date
    """

    anchor: str
    number: int = 0
    unit: str = "year"
    fallback: tuple | None = None


def add_period(start: date, number: int, unit: str) -> date:
    """Return the last day of a period that begins on ``start``."""
    return start + relativedelta(**{f"{unit}s": number})


def end_of_rule(rule: Rule, anchors: dict) -> date | None:
    """Return the last day of retention by one rule.

    :param anchors: ``{anchor: date or None}`` of the record
    :return: None while it has no end (permanent, or the anchor has no date yet)
    """
    if rule.anchor == PERMANENT:
        return None
    if start := anchors.get(rule.anchor):
        return add_period(start, rule.number, rule.unit)
    if rule.fallback:
        anchor, number, unit = rule.fallback
        if start := anchors.get(anchor):
            return add_period(start, number, unit)
    return None


def decide(rules, anchors):
    """Return ``(deciding rule, last day)``: of all rules that fit, the longest wins.

    ``(None, None)`` when there is no rule; ``(rule, None)`` when it has no end.
    """
    ends = [(rule, end_of_rule(rule, anchors)) for rule in rules]
    endless = [pair for pair in ends if pair[1] is None]
    if endless:
        permanent = [pair for pair in endless if pair[0].anchor == PERMANENT]
        return (permanent or endless)[0]
    return max(ends, key=lambda pair: pair[1], default=(None, None))
