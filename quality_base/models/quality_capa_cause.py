from odoo import api, fields, models
from odoo.exceptions import ValidationError

CATEGORIES = [
    ("man", "People"),
    ("machine", "Machine"),
    ("material", "Material"),
    ("method", "Method"),
    ("environment", "Environment"),
    ("measurement", "Measurement"),
]


class QualityCapaCause(models.Model):
    """A node of the cause tree, by the six classes 人机料法环测 [NC-75, XX-24]."""

    _name = "quality.capa.cause"
    _description = "Cause"
    _inherit = ["quality.capa.line"]
    _parent_store = True

    name = fields.Char("Cause", required=True)
    category = fields.Selection(
        CATEGORIES,
        "Class",
        compute="_compute_category",
        store=True,
        readonly=False,
        recursive=True,
        required=True,
        precompute=True,
    )
    parent_id = fields.Many2one(
        "quality.capa.cause",
        "Leads to",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('capa_id', '=', capa_id)]",
    )
    child_ids = fields.One2many("quality.capa.cause", "parent_id", "Causes below")
    parent_path = fields.Char(index=True)
    is_root = fields.Boolean("Root Cause")
    note = fields.Char("Evidence")

    @api.depends("parent_id.category")
    def _compute_category(self):
        for cause in self:
            cause.category = cause.category or cause.parent_id.category or "method"

    @api.constrains("parent_id", "capa_id")
    def _check_parent(self):
        if self.filtered(lambda c: c.parent_id and c.parent_id.capa_id != c.capa_id):
            raise ValidationError(
                self.env._("A cause tree stays inside one CAPA: choose a cause of it.")
            )
