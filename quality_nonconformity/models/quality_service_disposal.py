from odoo import fields, models


class QualityServiceDisposal(models.Model):
    """What was done about a failed service: it treats the service, nobody [NC-68]."""

    _name = "quality.service.disposal"
    _description = "Disposal of a Failed Service"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    note = fields.Text("When It Fits", translate=True)
