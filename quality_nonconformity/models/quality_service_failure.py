from odoo import fields, models


class QualityServiceFailure(models.Model):
    """A recognised way in which a service fails: data [NC-65]."""

    _name = "quality.service.failure"
    _description = "Failure of Service"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    severity_id = fields.Many2one(
        "quality.severity",
        "Usual Severity",
        domain="[('kind', 'in', ('service', 'both'))]",
        help="Proposed for what is found; the gravest of several counts.",
    )
    note = fields.Text("What Counts as This", translate=True)
