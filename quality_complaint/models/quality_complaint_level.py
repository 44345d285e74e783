from odoo import fields, models


class QualityComplaintLevel(models.Model):
    """How grave a complaint is, and who settles it personally [CO-15]."""

    _name = "quality.complaint.level"
    _description = "Complaint Level"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10, help="The graver, the higher.")
    active = fields.Boolean(default=True)
    note = fields.Text("When", translate=True)

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "Another level of complaints has this code."
    )
