from odoo import api, fields, models
from odoo.fields import Domain


class QualityScoreScheme(models.Model):
    """Points that a failed service takes off the monthly score of a unit [NC-73].

    Of the rows that fit a case the highest counts. They are proposals: a quality
    manager decides each deduction.
    """

    _name = "quality.score.scheme"
    _description = "Score Deduction Scheme"
    _order = "points desc, id"

    name = fields.Char(required=True, translate=True)
    severity_id = fields.Many2one(
        "quality.severity",
        index="btree_not_null",
        domain="[('kind', 'in', ('service', 'both'))]",
        help="Empty: of any severity.",
    )
    failure_id = fields.Many2one(
        "quality.service.failure",
        "Kind of Failure",
        index="btree_not_null",
        help="Empty: of any kind.",
    )
    points = fields.Float(required=True, default=1.0, digits=(16, 1))
    company_id = fields.Many2one("res.company", index="btree_not_null")
    active = fields.Boolean(default=True)
    source = fields.Char(help="Article or procedure that sets the points.")

    _points_check = models.Constraint(
        "CHECK(points > 0)", "Points that are taken off are above zero."
    )

    @api.model
    def _find(self, nonconformity):
        """Return the row that counts for ``nonconformity``; empty when none fits."""
        domain = (
            Domain("company_id", "in", [False, nonconformity.company_id.id])
            & Domain("severity_id", "in", [False, nonconformity.severity_id.id])
            & Domain("failure_id", "in", [False, *nonconformity.failure_ids.ids])
        )
        return self.search(domain, limit=1)
