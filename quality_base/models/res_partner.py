from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Faxed forms go out as mail with PDF today; the number is kept on file [XX-47].
    fax = fields.Char()
