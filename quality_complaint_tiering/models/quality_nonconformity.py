from odoo import models


class QualityNonconformity(models.Model):
    """The tier of the customer whom a nonconformity concerns [CT-37]."""

    _name = "quality.nonconformity"
    _inherit = ["quality.nonconformity", "quality.customer.tier.mixin"]
