from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerClassBand(models.Model):
    """Points of a criterion: from a value on, or for an industry [CT-16]."""

    _name = "customer.class.band"
    _description = "Points of a Criterion"
    _order = "criterion_id, value desc, id"

    criterion_id = fields.Many2one(
        "customer.class.criterion", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="criterion_id.company_id", store=True, index=True, precompute=True
    )
    kind = fields.Selection(related="criterion_id.kind")
    value = fields.Float("From", help="In the company's currency, people or percent.")
    industry_id = fields.Many2one("res.partner.industry", ondelete="cascade")
    points = fields.Float(required=True)

    _points_check = models.Constraint(
        "CHECK(points BETWEEN 0 AND 100)", "Points are 0 to 100."
    )
    _band_uniq = models.UniqueIndex(
        "(criterion_id, value, COALESCE(industry_id, 0))",
        "Two lines of a criterion begin at the same value.",
    )

    @api.constrains("criterion_id", "industry_id")
    def _check_industry(self):
        for band in self:
            if (band.criterion_id.kind == "nature") != bool(band.industry_id):
                raise ValidationError(
                    self.env._(
                        "“%(name)s”: points for its nature name an industry, other "
                        "points begin from a value.",
                        name=band.criterion_id.name,
                    )
                )
