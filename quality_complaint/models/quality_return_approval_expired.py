from odoo import fields, models


class QualityReturnApproval(models.Model):
    """The approval that expired lots need [X-39]."""

    _inherit = "quality.return.approval"

    role = fields.Selection(
        selection_add=[("expired", "Complaint Manager: expired lots")],
        ondelete={"expired": "cascade"},
    )
