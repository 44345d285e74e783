"""The engine's own pass through the doors of zones.

The pass is an object that only Python code of this server holds: a context that comes
over RPC or from a form carries plain values and never passes for it.
"""

_ZONE_PASS = object()


def with_zone_pass(records):
    """Return ``records`` allowed to move goods into and out of zones.

    Only for engine methods that have checked rights and decision themselves.
    """
    return records.with_context(quality_zone_pass=_ZONE_PASS)


def has_zone_pass(env):
    return env.context.get("quality_zone_pass") is _ZONE_PASS
