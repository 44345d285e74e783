"""The score of a supplier, from plain figures [NC-33]."""

from typing import NamedTuple

#: what the lots, and what the answers in time, count at most
LOT_WEIGHT = 70
ANSWER_WEIGHT = 30
#: at most so many points are taken off for gravity
MAX_DEDUCTION = 30
#: lowest score of each grade
GRADES = ((90, "A"), (75, "B"), (60, "C"), (0, "D"))


class Figures(NamedTuple):
    """What a supplier did in a period.

    :ivar lots: lots received (a product without lots: each receipt counts as one)
    :ivar rejected: lots found nonconforming (a nonconformity without lots: one)
    :ivar problems: nonconformities
    :ivar points: sum of the points of their severities
    :ivar due: answers to notices that were due, each round counts
    :ivar in_time: of them, given in time
    """

    lots: int = 0
    rejected: int = 0
    problems: int = 0
    points: int = 0
    due: int = 0
    in_time: int = 0


def score(figures):
    """Return the score from 0 to 100, or None when nothing happened.

    score = 70 × (1 − rejected ÷ lots) + 30 × (in time ÷ due) − points, but

    - no answer was due: the 30 are given in full
    - more lots rejected than received in the period: as many as received
    - lots rejected, none received: nothing is given for lots
    - points: at most 30 are taken off; the score is never below 0
    """
    if not (figures.lots or figures.problems or figures.due):
        return None
    bad = min(figures.rejected, figures.lots) / figures.lots if figures.lots else 0
    if figures.rejected and not figures.lots:
        bad = 1
    answered = figures.in_time / figures.due if figures.due else 1
    total = LOT_WEIGHT * (1 - bad) + ANSWER_WEIGHT * answered
    return max(0.0, round(total - min(figures.points, MAX_DEDUCTION), 1))


def grade(value):
    """Return A, B, C or D for a score; None stays None."""
    if value is None:
        return None
    return next(letter for floor, letter in GRADES if value >= floor)
