from odoo import api, fields, models

from odoo.addons.quality_base.models.quality_capa_discipline import DISCIPLINES

#: D0 is the house's own business
SUPPLIER_DISCIPLINES = [row for row in DISCIPLINES if row[0] != "D0"]
#: may stay empty in an answer: thanks and closure come after it
OPTIONAL = ("D8",)


class QualitySupplierDiscipline(models.Model):
    """One discipline of a supplier's 8D report, in his own words [NC-32].

    Nobody edits it: the engine of the answer writes what the supplier sent. Each round
    of asking has rows of its own.
    """

    _name = "quality.supplier.discipline"
    _description = "8D Discipline of a Supplier"
    _inherit = ["quality.guard.mixin"]
    _order = "notice_id, round desc, code"
    _rec_name = "code"

    notice_id = fields.Many2one(
        "quality.supplier.notice", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="notice_id.company_id", store=True, index=True)
    round = fields.Integer(required=True, default=1, readonly=True)
    code = fields.Selection(
        SUPPLIER_DISCIPLINES, "Discipline", required=True, readonly=True
    )
    content = fields.Text(readonly=True)
    person = fields.Char("Done by", readonly=True)
    date = fields.Date("Done on", readonly=True)

    _code_uniq = models.Constraint(
        "UNIQUE(notice_id, round, code)", "Each discipline stands once in a report."
    )

    @api.model
    def _prepare_all(self, number):
        """Return create values of the rows of round ``number``."""
        return [
            {"code": code, "round": number} for code, _label in SUPPLIER_DISCIPLINES
        ]

    def _get_label(self):
        self.ensure_one()
        return dict(self._fields["code"]._description_selection(self.env))[self.code]

    def _get_said(self):
        """Return what the supplier wrote in this row."""
        self.ensure_one()
        return {"content": self.content, "person": self.person, "date": self.date}
