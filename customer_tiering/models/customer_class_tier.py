from odoo import models


class CustomerClassTier(models.Model):
    """A tier sets the service of its customers, as a class does [CT-15, CT-17]."""

    _name = "customer.tier"
    _inherit = ["customer.tier", "customer.service.level"]
