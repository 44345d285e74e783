from odoo import api, fields, models

DISCIPLINES = [
    ("D0", "D0 Preparation and emergency response"),
    ("D1", "D1 Team"),
    ("D2", "D2 Problem description"),
    ("D3", "D3 Interim containment"),
    ("D4", "D4 Root cause"),
    ("D5", "D5 Chosen permanent actions"),
    ("D6", "D6 Implementation and validation"),
    ("D7", "D7 Prevention of recurrence"),
    ("D8", "D8 Recognition and closure"),
]


class QualityCapaDiscipline(models.Model):
    """One of the eight disciplines (and D0) of an 8D report [NC-32, NC-75]."""

    _name = "quality.capa.discipline"
    _description = "8D Discipline"
    _inherit = ["quality.capa.line"]
    _order = "capa_id, code"
    _rec_name = "code"

    code = fields.Selection(DISCIPLINES, "Discipline", required=True)
    content = fields.Html(sanitize_attributes=True)
    user_id = fields.Many2one("res.users", "Done by")
    date = fields.Date("Done on")

    _code_uniq = models.Constraint(
        "UNIQUE(capa_id, code)", "Each discipline stands once in an 8D report."
    )

    @api.model
    def _prepare_all(self):
        """Return create values of the nine disciplines, for a new CAPA."""
        return [{"code": code} for code, _label in DISCIPLINES]
