"""The environment in which engine methods work, once they have checked the user."""

from odoo.tools.misc import clean_context


def as_engine(records):
    """Return ``records`` as superuser, in their own company, without a caller's defaults.

    Only for engine methods that have checked rights and conditions themselves.
    """
    context = clean_context(records.env.context)
    return records.with_context(context).sudo().with_company(records.company_id[:1])
