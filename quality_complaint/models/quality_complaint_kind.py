from odoo import fields, models

SUBJECTS = [
    ("product", "Product"),
    ("service", "Service"),
    ("delivery", "Delivery"),
    ("information", "Information"),
    ("other", "Other"),
]


class QualityComplaintKind(models.Model):
    """What people write in about [CO-09].

    Enquiries and suggestions are answered and counted, but are no complaints.
    """

    _name = "quality.complaint.kind"
    _description = "Kind of Complaint"
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    subject = fields.Selection(SUBJECTS, required=True, default="product", index=True)
    is_complaint = fields.Boolean(
        "Counts as Complaint",
        default=True,
        help="Enquiries, suggestions and reports of a situation are answered and "
        "counted apart.",
    )
    is_safety = fields.Boolean(
        "Concerns Safety",
        help="Harm to people is possible: it is never settled at first contact, and "
        "an adverse event is asked about.",
    )
    level_id = fields.Many2one("quality.complaint.level", "Usual Level")
    note = fields.Text("Explanation", translate=True)

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "Another kind of complaint has this code."
    )
