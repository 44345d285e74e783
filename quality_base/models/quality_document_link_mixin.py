from odoo import models


class QualityDocumentLinkMixin(models.AbstractModel):
    """A row that stands for, or hangs on, the document ``res_model``, ``res_id``."""

    _name = "quality.document.link.mixin"
    _description = "Row with a Document"
    _inherit = ["quality.export.mixin"]

    def action_open_document(self):
        """Open the document of the row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def _on_exported(self, names):
        """The documents themselves note that they were exported."""
        result = super()._on_exported(names)
        for model, rows in self.grouped("res_model").items():
            self.env[model].browse(set(rows.mapped("res_id")))._on_exported(names)
        return result
