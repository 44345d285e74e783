"""Rows that a transaction claims, so that sums over their lines hold."""

from odoo.tools import SQL


def claim_rows(records):
    """Make parallel transactions on the same rows wait and then start again.

    A sum over other rows holds only while nobody else adds to it. A row updated to
    itself makes the database refuse the second of two transactions, and the server
    repeats that one with fresh figures.
    """
    if records:
        records.env.cr.execute(
            SQL(
                "UPDATE %s SET write_uid = write_uid WHERE id IN %s",
                SQL.identifier(records._table),
                tuple(records.ids),
            )
        )
