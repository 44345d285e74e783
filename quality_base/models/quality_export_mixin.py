from odoo import models
from odoo.exceptions import AccessError

_EXPORTERS = (
    "quality_base.group_quality_officer",
    "quality_base.group_quality_auditor",
)


class QualityExportMixin(models.AbstractModel):
    """Quality information leaves through the quality function alone [XX-11].

    Officers, managers and auditors export, each export is logged; others are refused.
    """

    _name = "quality.export.mixin"
    _description = "Record with Logged Exports"

    def export_data(self, fields_to_export):
        self._check_export()
        result = super().export_data(fields_to_export)
        self._on_exported(fields_to_export)
        return result

    def _check_export(self):
        """Refuse an export to those who may not.

        :raises AccessError: for users outside of the quality function
        """
        if self.env.su or any(self.env.user.has_group(group) for group in _EXPORTERS):
            return
        raise AccessError(
            self.env._(
                "%(model)s records are quality information: only quality officers and "
                "auditors export them. Ask one of them, or request a release of "
                "information if it goes outside.",
                model=self.env["ir.model"]._get(self._name).name,
            )
        )

    def _on_exported(self, names):
        """Hook after an export; ``names`` are the paths of the exported fields."""
