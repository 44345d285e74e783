"""Values of a record's fields as plain data, to be signed or kept as history."""

import json

from .canonical import dumps

#: what identifies a related record; its name may change without changing the content
_IDENTITY = ("model", "id", "checksum")


def plain(value):
    """Return ``value`` as it is when read back from canonical JSON."""
    return json.loads(dumps(value))


def field_value(record, name):
    """Return the value of a field of one record as data for canonical JSON.

    A relation becomes ``{"model", "id", "name"}`` (a list of them for many), a file
    its checksum. A dotted name (``"line_ids.quantity"``) gives ``[line id, value]`` of
    each line. Empty values are None, so that False and "" are the same.
    """
    head, _dot, rest = name.partition(".")
    if rest:
        lines = record[head].sorted("id")
        return [[line.id, field_value(line, rest)] for line in lines]
    field, value = record._fields[head], record[head]
    if field.type in ("many2one", "reference"):
        return _related_value(value) if value else None
    if field.relational:
        return [_related_value(one) for one in value.sorted("id")]
    if field.type == "boolean":
        return value
    if field.type in ("integer", "float", "monetary"):
        return value or 0
    if field.type == "many2one_reference":
        return value or None
    return str(value) if field.type == "html" and value else value or None


def field_values(record, names):
    """Return ``{name: value}`` of several fields of one record."""
    return {name: field_value(record, name) for name in names}


def _related_value(record):
    value = {"model": record._name, "id": record.id, "name": _shown_name(record)}
    if record._name == "ir.attachment":
        value["checksum"] = record.checksum
    return value


def _shown_name(record):
    """The name of a related record, as far as the current user may know it."""
    user_record = record.sudo(False)
    if record.id and not user_record.has_access("read"):
        return f"{record._name},{record.id}"
    return record.display_name


def same_content(left, right):
    """Whether two values of :func:`field_value` mean the same content.

    A related record that was only renamed is the same.
    """
    return _identity(plain(left)) == _identity(plain(right))


def _identity(value):
    if isinstance(value, list):
        return [_identity(item) for item in value]
    if isinstance(value, dict) and {"model", "id", "name"} <= value.keys():
        return {key: value[key] for key in _IDENTITY if key in value}
    return value
