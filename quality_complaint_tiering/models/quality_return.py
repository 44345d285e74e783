from odoo import models


class QualityReturn(models.Model):
    """The tier of the customer who returns goods [CT-37]."""

    _name = "quality.return"
    _inherit = ["quality.return", "quality.customer.tier.mixin"]
