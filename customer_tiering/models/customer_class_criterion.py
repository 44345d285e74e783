from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerClassCriterion(models.Model):
    """What a customer gets points for, 0 to 100, and how much they weigh [CT-16]."""

    _name = "customer.class.criterion"
    _description = "Class Criterion"
    _order = "model_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    model_id = fields.Many2one(
        "customer.class.model", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="model_id.company_id", store=True, index=True, precompute=True
    )
    kind = fields.Selection(
        [
            ("nature", "Nature: industry"),
            ("size", "Size: employees"),
            ("sales", "Sales: invoiced, untaxed"),
            ("trend", "Trend: sales against the time before, %"),
            ("payment", "Payment: paid share of what was due, %"),
            ("manual", "By hand"),
        ],
        required=True,
    )
    scale = fields.Selection(
        [("rank", "Rank in the region"), ("band", "Limits")],
        compute="_compute_scale",
        store=True,
        readonly=False,
        precompute=True,
        help="Rank: the share of the unit's customers with at most this value, so no "
        "amounts need to be set. Limits: points from a value on.",
    )
    weight = fields.Float(required=True, default=25.0)
    points_missing = fields.Float(
        "Points if Unknown", help="For customers without industry, size, sales before…"
    )
    band_ids = fields.One2many(
        "customer.class.band", "criterion_id", "Points", copy=True
    )

    _kind_uniq = models.UniqueIndex(
        "(model_id, kind) WHERE kind != 'manual'",
        "A model uses each kind of criterion once, judgments by hand apart.",
    )
    _weight_check = models.Constraint("CHECK(weight >= 0)", "A weight is zero or more.")
    _missing_check = models.Constraint(
        "CHECK(points_missing BETWEEN 0 AND 100)", "Points are 0 to 100."
    )

    @api.depends("kind")
    def _compute_scale(self):
        for criterion in self:
            ranked = criterion.kind in ("size", "sales")
            criterion.scale = "rank" if ranked else "band"

    @api.constrains("kind", "scale")
    def _check_scale(self):
        wrong = self.filtered(
            lambda c: c.scale == "rank" and c.kind in ("nature", "manual")
        )
        if wrong:
            raise ValidationError(
                self.env._(
                    "%(names)s cannot be ranked: choose limits.",
                    names=", ".join(wrong.mapped("name")),
                )
            )
