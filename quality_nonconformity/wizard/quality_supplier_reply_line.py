from odoo import fields, models

from ..models.quality_supplier_discipline import SUPPLIER_DISCIPLINES


class QualitySupplierReplyLine(models.TransientModel):
    """One discipline of an 8D report that came on paper."""

    _name = "quality.supplier.reply.line"
    _description = "8D Discipline on Paper"
    _order = "code"

    wizard_id = fields.Many2one(
        "quality.supplier.reply", required=True, ondelete="cascade", index=True
    )
    code = fields.Selection(
        SUPPLIER_DISCIPLINES, "Discipline", required=True, readonly=True
    )
    content = fields.Text()
    person = fields.Char("Done by")
    date = fields.Date("Done on")

    def _prepare_values(self):
        self.ensure_one()
        return {"content": self.content, "person": self.person, "date": self.date}
