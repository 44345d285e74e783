"""How long goods may still be used, in whole days."""


def remaining_days(received, expires):
    """Return the days from the day of receipt to the day of expiry, or None.

    :param date received: day on which the goods came
    :param date expires: last day of use, or a false value when there is none
    """
    return (expires - received).days if expires else None


def life_ground(received, expires, minimum):
    """Return why the life of goods refuses them: ``expired``, ``short_life`` or None.

    :param int minimum: days that must remain; 0 or less: no limit
    """
    days = remaining_days(received, expires)
    if days is None:
        return None
    if days <= 0:
        return "expired"
    return "short_life" if days < minimum else None
