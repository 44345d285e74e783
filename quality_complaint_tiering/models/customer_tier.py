from odoo import api, fields, models


class CustomerTier(models.Model):
    """A tier says whether a complaint of its customers alerts their owner [CT-37]."""

    _inherit = "customer.tier"

    complaint_alert = fields.Boolean(
        "Alert on Complaints",
        compute="_compute_complaint_alert",
        store=True,
        readonly=False,
        help="Who manages and who maintains such a customer is told of its complaints "
        "at once. Set by default for tiers that a city or the province manages.",
    )

    @api.depends("owner_level")
    def _compute_complaint_alert(self):
        for tier in self:
            tier.complaint_alert = tier.owner_level in ("province", "city")
