from odoo import fields, models


class QualityNonconformity(models.Model):
    """A nonconformity that a complaint or a return led to [CO-34, CO-79]."""

    _inherit = "quality.nonconformity"

    complaint_id = fields.Many2one(
        "quality.complaint", index="btree_not_null", check_company=True, copy=False
    )
    return_line_id = fields.Many2one(
        "quality.return.line", index="btree_not_null", copy=False
    )
