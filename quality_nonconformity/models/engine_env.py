"""The environment in which engine methods work, once they have checked the user."""

from odoo.tools.misc import clean_context


def as_engine(records):
    """Return ``records`` as superuser, in their own company, without a caller's defaults.

    Only for engine methods that have checked rights and conditions themselves.
    """
    env = records.env(context=clean_context(records.env.context))
    return records.with_env(env).sudo().with_company(records.company_id[:1])
