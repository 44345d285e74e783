"""Goods cannot be taken out of a hold from their own side."""

from odoo.exceptions import UserError

LINKS = {"hold_ids", "whole_hold_ids"}


def check_links(records, vals_list):
    """Refuse values that would add or remove a lot's or product's holds.

    :raises UserError: always when one of the links is among the values
    """
    if any(LINKS & vals.keys() for vals in vals_list):
        raise UserError(
            records.env._(
                "What a hold keeps is named in the hold only. Open the hold, or place a "
                "new one."
            )
        )


def check_unheld(records):
    """Refuse to delete goods that a hold speaks of: it would lose what it is about."""
    # as superuser: confidential holds count as well
    holds = records.sudo().hold_ids.filtered(lambda hold: hold.state != "draft")
    if holds:
        raise UserError(
            records.env._(
                "%(goods)s cannot be deleted: %(holds)s speaks of it. Archive it instead.",
                goods=", ".join(records.mapped("display_name")),
                holds=", ".join(holds.mapped("name")),
            )
        )


def check_identity(records, vals, holds):
    """Refuse changes by which held goods would no longer be what the hold names.

    :param dict vals: the values to write, only those that tell what the goods are
    :param holds: the holds (sudo) that speak of ``records``
    """
    standing = holds.filtered(lambda hold: hold.state == "placed")
    if not standing:
        return
    changed = [
        name
        for name, value in vals.items()
        if any(
            record._fields[name].convert_to_write(record[name], record) != value
            for record in records
        )
    ]
    if changed:
        raise UserError(
            records.env._(
                "%(goods)s is on hold (%(holds)s): its %(fields)s cannot be changed "
                "meanwhile, or the goods would get loose. Ask quality to release the "
                "hold, then change it.",
                goods=", ".join(records.mapped("display_name")),
                holds=", ".join(standing.mapped("name")),
                fields=", ".join(
                    records._fields[name]._description_string(records.env)
                    for name in changed
                ),
            )
        )
