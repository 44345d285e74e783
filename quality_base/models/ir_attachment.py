import base64

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.uninstall import without_false_flag

#: what an attachment says and where it belongs
_CONTENT = (
    *("raw", "datas", "db_datas", "url", "type", "name"),
    *("res_model", "res_id", "res_field"),
)


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        if not vals.keys().isdisjoint(_CONTENT):
            self._check_evidence_content(vals)
        return super().write(vals)

    def unlink(self):
        return super(IrAttachment, without_false_flag(self)).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self.env["quality.evidence"]._check_rows(self, "res_model", "res_id")

    def _check_evidence_content(self, vals):
        """Refuse other content for files of evidence; moving the storage is none."""
        changed = self.filtered(lambda a: a._is_content_changed(vals))
        kept = self.env["quality.evidence"]._get_kept(changed, "res_model", "res_id")
        if kept:
            raise UserError(
                self.env._(
                    "The file “%(file)s” belongs to %(name)s, which is kept as evidence: "
                    "it can no longer be changed. Attach the corrected file beside it.",
                    file=changed[:1].name,
                    name=kept[0].display_name,
                )
            )

    def _is_content_changed(self, vals):
        content = None
        if "raw" in vals:
            content = vals["raw"] or b""
        elif "datas" in vals:
            content = base64.b64decode(vals["datas"] or b"")
        if isinstance(content, str):
            content = content.encode()
        if content is not None and self._compute_checksum(content) != self.checksum:
            return True
        names = set(_CONTENT) - {"raw", "datas"}
        return any(self[name] != vals[name] for name in names & vals.keys())
