from odoo import models
from odoo.fields import Domain


class QualityNonconformitySecret(models.Model):
    """What is made a secret later is one in all documents that tell of it [XX-13]."""

    _inherit = "quality.nonconformity"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("confidential"):
            self._hide_parts()
        return result

    def _hide_parts(self):
        """Make dispositions, notices, holds, CAPA… of these confidential, too."""
        sudo = self.sudo()  # those of other departments and states as well
        for name in self.env["quality.nonconformity.part.mixin"]._get_part_models():
            parts = sudo.env[name].with_context(active_test=False)
            parts.search(
                Domain("nonconformity_id", "in", self.ids)
                & Domain("confidential", "=", False)
            )._write_gated({"confidential": True})
        for documents in (sudo._get_holds(), sudo.capa_ids):
            documents.filtered(lambda record: not record.confidential)._write_gated(
                {"confidential": True}
            )
