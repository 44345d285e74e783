from odoo import api, fields, models


class CustomerTierCoefficient(models.Model):
    """By how much the limit of a tier is lower for a region group [CT-04]."""

    _name = "customer.tier.coefficient"
    _description = "Tier Coefficient"
    _order = "tier_id, region_group_id"
    _rec_name = "region_group_id"

    tier_id = fields.Many2one(
        "customer.tier", required=True, index=True, ondelete="cascade"
    )
    region_group_id = fields.Many2one(
        "customer.region.group", required=True, ondelete="restrict"
    )
    factor = fields.Float(required=True, default=1.0, digits=(3, 2))

    _group_uniq = models.Constraint(
        "UNIQUE(tier_id, region_group_id)",
        "A tier has one coefficient for each region group.",
    )
    _factor_check = models.Constraint(
        "CHECK(factor > 0 AND factor <= 1)",
        "A coefficient lies above 0 and is 1 at most: it lowers the limit.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.tier_id._check_limits()
        rows.tier_id.program_id._raise_version()
        return rows

    def write(self, vals):
        before = self.tier_id
        result = super().write(vals)
        self.tier_id._check_limits()
        (before | self.tier_id).program_id._raise_version()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_changes_rules(self):
        self.tier_id.program_id._raise_version()
