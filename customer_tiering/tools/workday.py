"""Working days counted out of the intervals of a calendar."""


def nth_working_day(intervals, number):
    """Return the day and the closing time of the ``number``-th working day.

    :param intervals: pairs of aware datetimes (start, end) in which work is done
    :param int number: 1 for the first day with work
    :return: ``(date, datetime)`` or ``(None, None)`` where there are fewer days
    """
    closing = {}
    for start, end in intervals:
        if end > start:
            day = start.date()
            closing[day] = max(end, closing.get(day, end))
    days = sorted(closing)
    if len(days) < number:
        return None, None
    day = days[number - 1]
    return day, closing[day]
