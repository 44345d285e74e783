from odoo import fields, models


class QualityReturnApproval(models.Model):
    """Who confirms follows from the reason [CO-58]."""

    _inherit = "quality.return.approval"

    role = fields.Selection(
        selection_add=[("rnd", "Head of R&D"), ("sales", "Sales")],
        ondelete={"rnd": "cascade", "sales": "cascade"},
    )
