from odoo import api, models


class CustomerTierProgramUnit(models.Model):
    """The usual program: key-account centers watch over Platinum customers [CT-07]."""

    _inherit = "customer.tier.program"

    @api.model
    def _prepare_preset_vals(self, company, limits):
        vals = super()._prepare_preset_vals(company, limits)
        _diamond, platinum, *_others = vals["tier_ids"]
        platinum[2]["monitor_level"] = "province"
        return vals
