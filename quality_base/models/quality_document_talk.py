from odoo import models


class QualityDocument(models.AbstractModel):
    """The document that tells people: notices and oral reports join its other parts."""

    _inherit = "quality.document"

    def _on_notice_sent(self, notices):
        result = super()._on_notice_sent(notices)
        rows = notices.sudo()  # names of the recipients, for the record
        told = {"kind": rows[0].kind, "to": ", ".join(rows.partner_id.mapped("name"))}
        self._log_history("notice", told, rows[0].reason)
        return result

    def _on_oral_report(self):
        """The written form is due from the moment of the spoken one [XX-44]."""
        result = super()._on_oral_report()
        if "written_report" in self._deadline_steps():
            for record in self:
                record._start_deadline("written_report", record.date_oral_report)
        return result
