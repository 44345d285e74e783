from odoo import fields, models


class QualityComplaintCause(models.Model):
    """Why it happened, in classes that statistics can count [CO-28]."""

    _name = "quality.complaint.cause"
    _description = "Cause of Complaints"
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    scope = fields.Selection(
        [("product", "Products"), ("service", "Services")],
        help="Empty: for both.",
    )
    no_fault = fields.Boolean(
        help="The house did nothing wrong, but was not understood."
    )

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "Another cause of complaints has this code."
    )
