from odoo import models

from ..tools.uninstall import without_false_flag


class QualityGuardMixin(models.AbstractModel):
    """A record whose ``@api.ondelete`` checks no caller can switch off [XX-01].

    Core skips them by a key of the context, meant for uninstalling.
    """

    _name = "quality.guard.mixin"
    _description = "Record with Checked Deletion"

    def unlink(self):
        return super(QualityGuardMixin, without_false_flag(self)).unlink()
