from odoo import fields, models


class QualityMrbApproval(models.Model):
    """An approval that a review board gave."""

    _inherit = "quality.approval"

    case_id = fields.Many2one(
        "quality.mrb.case", "Board Case", index="btree_not_null", ondelete="restrict"
    )
