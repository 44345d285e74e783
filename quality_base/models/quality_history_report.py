from odoo import api, models
from odoo.exceptions import UserError


class QualityHistoryReport(models.AbstractModel):
    """Values of the printed history: of any document, for an inspector."""

    _name = "report.quality_base.history_document"
    _description = "Printed History"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the print needs.

        :param docids: unused; documents of any kind come by ``data``
        :param dict data: ``{"res_model", "res_ids"}``
        :raises UserError: for a kind of record without history
        :raises AccessError: for documents the user may not read
        """
        registry, model = self.env.registry, (data or {}).get("res_model")
        if model not in registry or not issubclass(
            registry[model], registry["quality.history.mixin"]
        ):
            raise UserError(
                self.env._("Open the document and print its history from there.")
            )
        documents = self.env[model].browse(data["res_ids"]).exists()
        documents.check_access("read")
        problems = documents._verify_history()
        return {
            "doc_model": model,
            "doc_ids": documents.ids,
            "docs": documents,
            "form": self.env.ref("quality_base.form_history"),
            "kind": self.env["ir.model"]._get(model).name,
            "problems": {
                document.id: [p for p in problems if p["record"] == document]
                for document in documents
            },
        }
