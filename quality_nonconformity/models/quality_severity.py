from odoo import api, fields, models
from odoo.fields import Domain


class QualitySeverity(models.Model):
    """How grave a nonconformity is: data, with its effects [NC-04, NC-05, X-31].

    ``level`` orders them (higher is graver); :meth:`_get_next` is the one to which
    repetition raises.
    """

    _name = "quality.severity"
    _description = "Severity"
    _order = "level, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="Short name for imports.")
    kind = fields.Selection(
        [("product", "Product"), ("service", "Service"), ("both", "Both")],
        default="both",
        required=True,
    )
    level = fields.Integer(required=True, default=10, help="The higher, the graver.")
    description = fields.Text("Criteria", translate=True)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    mrb_level = fields.Selection(
        [("basic", "Basic board"), ("company", "Company board")],
        "Review Board",
        help="The board that must decide. Empty: none, by the approval rules alone.",
    )
    capa_required = fields.Boolean(
        "CAPA Required", help="A nonconformity so grave closes with a CAPA only."
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "This severity code is used.")

    @api.model
    def _get_kind_domain(self, kind):
        return Domain("kind", "in", [kind, "both"])

    def _get_next(self, kind):
        """Return the next graver one for ``kind``, or the gravest itself."""
        self.ensure_one()
        domain = self._get_kind_domain(kind) & Domain("level", ">", self.level)
        return self.search(domain, limit=1) or self
