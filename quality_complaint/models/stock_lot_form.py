from odoo import models


class StockLot(models.Model):
    """The code on the goods that opens the complaint form."""

    _inherit = "stock.lot"

    def _get_complaint_form_url(self):
        """Return the address of the public form about this lot.

        The company of the lot takes the complaint, else the one that prints the label.
        """
        self.ensure_one()
        company = self.company_id or self.env.company
        return self.env["quality.complaint.link"]._get_url(self, company)
