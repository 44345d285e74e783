from odoo import models


class QualityComplaint(models.Model):
    """Returns that a complaint led to [CO-57]."""

    _name = "quality.complaint"
    _inherit = ["quality.complaint", "quality.return.origin.mixin"]

    _return_link = "complaint_id"
