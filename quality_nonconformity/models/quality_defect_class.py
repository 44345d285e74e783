from odoo import fields, models


class QualityDefectClass(models.Model):
    """A class of defects: what counts as the same defect again [NC-06]."""

    _name = "quality.defect.class"
    _description = "Defect Class"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
