from odoo import fields, models


class QualityReturnApproval(models.Model):
    """Finance checks the ratio, the leader makes the exception [CO-60]."""

    _inherit = "quality.return.approval"

    role = fields.Selection(
        selection_add=[("finance", "Finance"), ("leader", "Company Leader")],
        ondelete={"finance": "cascade", "leader": "cascade"},
    )
