from odoo import fields, models


class CustomerRegionGroup(models.Model):
    """Units of about the same market, for which one coefficient holds [CT-04]."""

    _name = "customer.region.group"
    _description = "Region Group"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    unit_ids = fields.One2many("customer.unit", "region_group_id", "Units")
