from odoo import fields, models


class QualityCapaWhy(models.Model):
    """One question and answer of the 5-why analysis, in order [NC-75]."""

    _name = "quality.capa.why"
    _description = "5-Why Step"
    _inherit = ["quality.capa.line"]
    _rec_name = "question"

    question = fields.Char("Why?", required=True)
    answer = fields.Char("Because", required=True)
    is_root = fields.Boolean("Root Cause", help="This answer is the root cause.")
