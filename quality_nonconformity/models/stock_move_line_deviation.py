from odoo import models


class StockMoveLine(models.Model):
    """Goods that deviate wait outside for the decision on them [NC-31]."""

    _inherit = "stock.move.line"

    def _action_done(self):
        """Ask the deviation requests; one query where none is open."""
        supplied = self.filtered(lambda line: line.location_id.usage == "supplier")
        Deviation = self.env["quality.supplier.deviation"]
        under = Deviation._check_receipt(supplied)
        result = super()._action_done()
        if under:
            Deviation._register_receipt(under)
        return result
