from odoo import fields, models


class QualityKeyword(models.Model):
    """A word under which quality records are found again [XX-29]."""

    _name = "quality.keyword"
    _description = "Quality Keyword"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one(
        "quality.keyword", "Class", index="btree_not_null", ondelete="restrict"
    )
    note = fields.Char("Filing Rule", help="What belongs under this word.")

    _name_uniq = models.UniqueIndex("(name)", "This keyword exists already.")
