from odoo import models


class QualityReturnLine(models.Model):
    """Quantities of a line that are to be settled [CO-66, CO-71]."""

    _inherit = "quality.return.line"

    def _get_settled_quantity(self):
        """Hook: return what is due to the customer, in the unit of the product."""
        self.ensure_one()
        came = self.return_id.date_received and self.product_id.type == "consu"
        return self.received_quantity if came else self._get_product_quantity()
