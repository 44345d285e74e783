"""Tell a real uninstallation from a caller who only says so."""

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


def is_uninstalling(env):
    """Whether core is removing an addon right now.

    Core says so by a key of the context, on which ``@api.ondelete`` methods are
    skipped. Any RPC client can send that key as well; but only while an addon is
    removed, or data is updated, the registry is still being loaded.
    """
    return bool(env.context.get(MODULE_UNINSTALL_FLAG)) and not env.registry.ready


def without_false_flag(records):
    """Return ``records`` without the flag of an uninstallation that does not happen."""
    if not records.env.context.get(MODULE_UNINSTALL_FLAG):
        return records
    if is_uninstalling(records.env):
        return records
    return records.with_context(**{MODULE_UNINSTALL_FLAG: False})
