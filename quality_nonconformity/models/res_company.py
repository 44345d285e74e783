from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    quality_zone_count_days = fields.Integer(
        "Count Zones every (days)",
        default=30,
        help="Days after which a count of the quarantine zones is proposed; 0: never.",
    )
