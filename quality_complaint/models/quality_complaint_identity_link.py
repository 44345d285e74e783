from odoo import fields, models

from .quality_complaint_flow import MANAGER


class QualityComplaintIdentityLink(models.Model):
    """Proofs of identity, on the record for complaint managers only [CO-04]."""

    _inherit = "quality.complaint"

    identity_ids = fields.One2many(
        "quality.complaint.identity",
        "complaint_id",
        "Proof of Identity",
        groups=MANAGER,
        copy=False,
    )
    keeps_identity = fields.Boolean(
        related="company_id.complaint_identity", groups=MANAGER, string="Keeps Proofs"
    )
