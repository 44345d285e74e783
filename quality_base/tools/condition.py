"""Conditions that people write on policies: domains as data, never run as code."""

from ast import literal_eval

from odoo.fields import Domain


def parse_condition(text, model):
    """Return ``text`` as a Domain on ``model``; empty text is no condition.

    :raises ValueError: when it is no domain of that model
    """
    try:
        domain = Domain(literal_eval(text or "[]"))
        domain.validate(model)
    except (ValueError, SyntaxError, TypeError, KeyError) as error:
        raise ValueError(str(error)) from error
    return domain
