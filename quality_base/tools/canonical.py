"""Canonical form of values, their digest, and chains of digests.

Plain functions: no Odoo, no clock. What is signed or kept in the history is first
brought into one and only one text (:func:`dumps`), so that its SHA-256 is the same
today, in ten years, and on another machine.
"""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal

#: the ``prev_hash`` of the first row of a chain
GENESIS = "0" * 64


def canonical(value):
    """Return ``value`` as plain JSON data: one form for each meaning.

    Dates are ISO 8601 in UTC (a naive datetime is UTC), decimals lose trailing
    zeros, integral floats become integers, sets are sorted, bytes become their
    SHA-256.

    :raises TypeError: for a type that has no canonical form
    :raises ValueError: for NaN and infinities
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dict):
        return {str(key): canonical(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [canonical(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((canonical(item) for item in value), key=dumps)
    if isinstance(value, bytes):
        return f"sha256:{hashlib.sha256(value).hexdigest()}"
    if isinstance(value, date):
        return _canonical_date(value)
    return _canonical_number(value)


def _canonical_date(value):
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.tzinfo:
        value = value.astimezone(UTC).replace(tzinfo=None)
    return f"{value.isoformat()}Z"


def _canonical_number(value):
    if isinstance(value, int):
        return int(value)
    if not isinstance(value, float | Decimal):
        raise TypeError(f"no canonical form for {type(value).__name__}: {value!r}")
    number = Decimal(repr(value)) if isinstance(value, float) else value
    if not number.is_finite():
        raise ValueError(f"not a number that can be kept: {value!r}")
    if number == number.to_integral_value():
        return int(number)
    return f"{number.normalize():f}"


def dumps(value):
    """Return the canonical JSON text of ``value``."""
    return json.dumps(
        canonical(value),
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
        allow_nan=False,
    )


def digest(value):
    """Return the SHA-256 (hex) of the canonical text of ``value``."""
    return hashlib.sha256(dumps(value).encode()).hexdigest()


def chain_hash(prev_hash, content):
    """Return the hash of a row with ``content`` that follows ``prev_hash``."""
    return digest([prev_hash, content])


def verify_chain(rows, head):
    """Find what is wrong with a chain.

    :param rows: ``(sequence, prev_hash, hash, content)`` of each row
    :param head: ``(count, last hash)`` kept apart from the rows, or None
    :return: list of ``(sequence, kind)``; empty when the chain is intact. Kinds:
        ``changed`` (content and hash do not agree), ``removed`` (a sequence number is
        missing), ``inserted`` (a number is there twice, or beyond the head),
        ``broken`` (does not continue the row before), ``head`` (the head itself is
        missing or names another last row).
    """
    problems, seen = [], set()
    rows = sorted(rows, key=lambda row: row[0])
    count, last_hash = head or (0, GENESIS)
    previous = GENESIS
    for sequence, prev_hash, row_hash, content in rows:
        if sequence in seen or not 1 <= sequence <= count:
            problems.append((sequence, "inserted"))
        elif chain_hash(prev_hash, content) != row_hash:
            problems.append((sequence, "changed"))
        elif prev_hash != previous and (sequence == 1 or sequence - 1 in seen):
            problems.append((sequence, "broken"))
        seen.add(sequence)
        previous = row_hash
    problems += [
        (number, "removed") for number in range(1, count + 1) if number not in seen
    ]
    if not head or (count in seen and last_hash not in {row[2] for row in rows}):
        problems.append((count, "head"))
    return sorted(problems)
