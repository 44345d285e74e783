from odoo import models


class StockPicking(models.Model):
    """The code on the delivery slip that opens the complaint form."""

    _inherit = "stock.picking"

    def _get_complaint_form_url(self):
        """Return the address of the public form about this delivery, False if none."""
        self.ensure_one()
        company = self.company_id.sudo()  # two switches, for whoever prints the slip
        if self.picking_type_code not in ("outgoing", "dropship"):
            return False
        if not (company.complaint_form and company.complaint_qr_slip):
            return False
        return self.env["quality.complaint.link"]._get_url(self, company)
