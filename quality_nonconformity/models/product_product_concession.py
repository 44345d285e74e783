from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _is_concession_forbidden(self, company):
        """Whether these goods are never accepted by concession in ``company``."""
        self.ensure_one()
        return self.sudo().categ_id._forbids_concession(company)  # a rule for all
