from odoo import models


class StockLocation(models.Model):
    _inherit = "stock.location"

    def _is_abroad(self):
        """Whether goods that go here leave the company: to a customer, to a sister."""
        return self.usage == "customer" or (
            self.usage == "transit" and not self.company_id
        )
