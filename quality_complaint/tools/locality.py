"""Whether two addresses count as one place: plain functions, no environment."""

#: a city is written with and without these
_SUFFIXES = ("市", " city")


def same_place(home, place, scope):
    """Return whether ``place`` is local to ``home``; None when the addresses do not say.

    :param tuple home: (country, state, city); keys of any kind, city as text
    :param tuple place: the same
    :param str scope: "city", "state" or "country": how far local goes
    """
    for (ours, theirs), name in zip(
        zip(_normal(home), _normal(place), strict=True),
        ("country", "state", "city"),
        strict=True,
    ):
        known = ours and theirs
        if known and ours != theirs:
            return False
        if name == scope:
            return True if known else None
    raise ValueError(f"unknown scope {scope!r}")


def _normal(address):
    country, state, city = address
    return country, state, _normal_city(city)


def _normal_city(city):
    name = (city or "").strip().casefold()
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return name
