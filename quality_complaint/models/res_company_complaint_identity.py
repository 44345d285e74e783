from odoo import fields, models


class ResCompany(models.Model):
    """Proof of identity of complainants: off, unless the house needs it [CO-04]."""

    _inherit = "res.company"

    complaint_identity = fields.Boolean(
        "Proof of Identity",
        help="Complaint managers may keep a proof of identity of the complainant. Keep "
        "this off unless a rule asks for it: what is not kept cannot be lost.",
    )
    complaint_identity_days = fields.Integer(
        "Days a Proof is kept",
        default=30,
        help="Days after the complaint was closed until the proof is erased.",
    )

    _complaint_identity_days_check = models.Constraint(
        "CHECK(complaint_identity_days >= 0)",
        "The days a proof of identity is kept cannot be negative.",
    )
