"""What a company's limits say about the gifts of one request to one person [CT-27]."""

from typing import NamedTuple

from odoo.tools import float_compare


class Limits(NamedTuple):
    """Amounts in the company's currency; 0 is undecided, for officials it is nothing."""

    gift: float
    recipient: float
    year: float
    official: float


def judge(items, near, year, limits, *, barred=False, rounding=0.01):
    """Return the set of findings for one recipient of one request.

    :param items: values of what the request gives to the person
    :param near: value of other requests close to it in time (a split gift)
    :param year: value of other requests in the same calendar year
    :param barred: a public official or health professional
    :return: of ``official``, ``gift``, ``recipient``, ``year`` (over that limit) and
        ``undecided`` (the company has set no such limit)
    """
    total = sum(items)

    def over(value, limit):
        return float_compare(value, limit, precision_rounding=rounding) > 0

    found = set()
    if barred and over(year + total, limits.official):
        found.add("official")
    for name, value in (
        ("gift", max(items, default=0)),
        ("recipient", near + total),
        ("year", year + total),
    ):
        limit = getattr(limits, name)
        if not limit:
            found.add("undecided")
        elif over(value, limit):
            found.add(name)
    return found
