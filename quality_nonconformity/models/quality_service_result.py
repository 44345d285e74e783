from odoo import fields, models


class QualityServiceResult(models.Model):
    """What came of it with the customer; the same for complaints [NC-74]."""

    _name = "quality.service.result"
    _description = "Result of Treatment"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
