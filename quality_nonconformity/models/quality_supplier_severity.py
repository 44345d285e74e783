from odoo import api, fields, models


class QualitySeverity(models.Model):
    """What a nonconformity of this gravity takes off a supplier's score [NC-33]."""

    _inherit = "quality.severity"

    supplier_points = fields.Integer(
        "Points off the Supplier's Score",
        compute="_compute_supplier_points",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
    )

    _supplier_points_check = models.Constraint(
        "CHECK(supplier_points >= 0)",
        "Points are taken off: enter them from 0 upwards.",
    )

    @api.depends("level")
    def _compute_supplier_points(self):
        for severity in self:
            severity.supplier_points = max(severity.level // 5 - 1, 0)
