from odoo import models
from odoo.fields import Domain


class QualityComplaintArchive(models.Model):
    """The complete file goes to the archive; it is kept five years [CO-44, CO-45].

    A closed complaint counts as unfinished until the archivist has taken its file.
    """

    _inherit = "quality.complaint"

    _archive_required = True

    def _is_closed_case(self):
        self.ensure_one()
        return self.state == "closed"

    def _on_state_set(self, before, state, reason):
        """A case taken up again comes back from the archive."""
        result = super()._on_state_set(before, state, reason)
        back = self.filtered(
            lambda record: (
                before.get(record.id) == "closed" and record.archive_state != "none"
            )
        )
        if back:
            back._write_protected(
                {
                    "archive_state": "none",
                    "archive_missing": False,
                    "archivist_id": False,
                    "date_archived": False,
                }
            )
        return result

    def _get_unfinished_domain(self):
        """Rejected complaints have no file to archive."""
        return super()._get_unfinished_domain() & Domain("state", "!=", "rejected")

    def _get_archive_missing(self):
        """Return what the file lacks: names of things to add."""
        self.ensure_one()
        missing = super()._get_archive_missing()
        if not self.kind_id:
            missing.append(self.env._("kind of complaint"))
        if self.justified and not (self.justified_reason or "").strip():
            missing.append(self.env._("why it is justified, or not"))
        if not self.reply_attachment_id:
            missing.append(self.env._("letter of reply"))
        return missing

    def _get_retention_categories(self):
        return super()._get_retention_categories() | self.product_id.categ_id
