from odoo import fields, models


class QualityRejectionGround(models.Model):
    """Why goods are refused at receipt [NC-23]."""

    _name = "quality.rejection.ground"
    _description = "Ground for Rejection"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        readonly=True, copy=False, help="Grounds that the system sets by itself."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    note = fields.Text("When it applies", translate=True)

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "There is a ground with this code already."
    )
    _name_uniq = models.Constraint("UNIQUE(name)", "This ground exists already.")
