from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CustomerTier(models.Model):
    """A tier: from its lower limit (included) up to that of the next one [CT-02].

    Limits are in the program's currency, per period. A tier ends where the next one
    begins, so there are neither gaps nor overlaps.
    """

    _name = "customer.tier"
    _description = "Customer Tier"
    _order = "program_id, lower_limit desc, id"

    name = fields.Char(required=True, translate=True)
    program_id = fields.Many2one(
        "customer.tier.program", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="program_id.currency_id")
    active = fields.Boolean(default=True)
    lower_limit = fields.Monetary("From", required=True)
    upper_limit = fields.Monetary("Below", compute="_compute_upper_limit")
    coefficient_ids = fields.One2many(
        "customer.tier.coefficient",
        "tier_id",
        "Coefficients",
        copy=True,
        help="Lower the limit for units of a region group; lowest tier only.",
    )
    is_upstream = fields.Boolean(
        "For Upstream Customers",
        help="Upstream key accounts have this tier whatever their revenue [CT-03].",
    )
    approver_group_id = fields.Many2one(
        "res.groups",
        help="Whose users approve this tier; empty: what the revenue gives is in force "
        "at once [CT-06].",
    )
    owner_level = fields.Selection(
        [("province", "Province"), ("city", "City"), ("county", "County")],
        "Managed by",
        default="city",
        help="Level of the unit that develops and manages such customers [CT-07].",
    )
    color = fields.Integer()
    benefits = fields.Text(translate=True)
    pricelist_id = fields.Many2one(
        "product.pricelist", help="Suggested on orders; nothing changes by itself."
    )
    payment_term_id = fields.Many2one("account.payment.term", help="Suggested.")

    _limit_uniq = models.UniqueIndex(
        "(program_id, lower_limit) WHERE active",
        "Two tiers of a program begin at the same limit.",
    )
    _upstream_uniq = models.UniqueIndex(
        "(program_id) WHERE is_upstream AND active",
        "One tier of a program is for upstream customers.",
    )
    _limit_check = models.Constraint(
        "CHECK(lower_limit > 0)", "A tier begins above zero: below is no tier."
    )

    @api.depends("lower_limit", "program_id.tier_ids.lower_limit")
    def _compute_upper_limit(self):
        for tier in self:
            above = tier.program_id.tier_ids.filtered(
                lambda other, tier=tier: other.lower_limit > tier.lower_limit
            )
            tier.upper_limit = min(above.mapped("lower_limit"), default=0.0)

    @api.model_create_multi
    def create(self, vals_list):
        tiers = super().create(vals_list)
        tiers.program_id._raise_version()
        return tiers

    def write(self, vals):
        self._check_same_program(vals)
        result = super().write(vals)
        if vals.keys() & {"lower_limit", "active", "is_upstream", "coefficient_ids"}:
            self.program_id._raise_version()
        return result

    def unlink(self):
        programs = self.program_id
        result = super().unlink()
        programs._raise_version()
        return result

    def _check_same_program(self, vals):
        """Refuse to move tiers: customers and the history stand in their program."""
        wanted = vals.get("program_id")
        if moved := "program_id" in vals and self.filtered(
            lambda tier: tier.program_id.id != wanted
        ):
            raise UserError(
                self.env._(
                    "%(names)s stays in its program: make a tier of the same name in "
                    "the other one.",
                    names=", ".join(moved.mapped("name")),
                )
            )

    @api.constrains("company_id", "program_id")
    def _check_company_of_program(self):
        for tier in self:
            if tier.company_id != tier.program_id.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” belongs to the company of its program: leave the "
                        "company out.",
                        name=tier.name,
                    )
                )

    @api.constrains("lower_limit", "coefficient_ids", "active")
    def _check_limits(self):
        for tier in self.program_id.tier_ids.filtered("coefficient_ids"):
            lowest = min(tier.program_id.tier_ids.mapped("lower_limit"))
            if tier.lower_limit != lowest:
                raise ValidationError(
                    self.env._(
                        "Coefficients lower the limit of the lowest tier only; “%(name)s” "
                        "is not the lowest of its program [CT-04].",
                        name=tier.name,
                    )
                )

    def _get_limit(self, group):
        """Return the lower limit for units of a region group, in the currency."""
        self.ensure_one()
        return self._lower(self.lower_limit, group)

    def _lower(self, limit, group):
        """Return ``limit`` times the coefficient of a region group [CT-04]."""
        rows = self.coefficient_ids.filtered(lambda c: c.region_group_id == group)
        return self.currency_id.round(limit * (rows.factor if rows else 1.0))
