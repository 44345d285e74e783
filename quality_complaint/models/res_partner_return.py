from odoo import models


class ResPartner(models.Model):
    """Returns of a customer [CO-57]."""

    _name = "res.partner"
    _inherit = ["res.partner", "quality.return.origin.mixin"]

    _return_link = "partner_id"
