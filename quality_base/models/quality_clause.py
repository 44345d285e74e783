from odoo import api, fields, models


class QualityClause(models.Model):
    """A clause of a standard, contract or acceptance rule (质量验收标准) [XX-51]."""

    _name = "quality.clause"
    _description = "Standard or Clause"
    _order = "standard, clause, id"
    _rec_names_search = ["standard", "clause", "text"]

    standard = fields.Char(
        required=True, index="trigram", help="E.g. ISO 9001:2015, or a contract number."
    )
    clause = fields.Char(help="E.g. 8.7")
    text = fields.Text("Requirement", translate=True)
    kind = fields.Selection(
        [
            ("standard", "Standard"),
            ("law", "Law or Regulation"),
            ("contract", "Contract"),
            ("acceptance", "Acceptance Standard"),
        ],
        required=True,
        default="standard",
    )
    company_id = fields.Many2one("res.company", index=True)
    active = fields.Boolean(default=True)

    _clause_uniq = models.UniqueIndex(
        "(standard, COALESCE(clause, ''), COALESCE(company_id, 0))",
        "This clause is registered already.",
    )

    @api.depends("standard", "clause")
    def _compute_display_name(self):
        for clause in self:
            clause.display_name = " ".join(
                filter(None, (clause.standard, clause.clause))
            )
