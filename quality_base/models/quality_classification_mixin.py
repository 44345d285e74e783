from odoo import fields, models


class QualityClassificationMixin(models.AbstractModel):
    """Keywords and the clauses that were not met: found and counted by [XX-29, XX-51]."""

    _name = "quality.classification.mixin"
    _description = "Record with Keywords and Clauses"

    keyword_ids = fields.Many2many(
        "quality.keyword", string="Keywords", ondelete="restrict"
    )
    clause_ids = fields.Many2many(
        "quality.clause",
        string="Clauses not Met",
        check_company=True,
        ondelete="restrict",
    )
