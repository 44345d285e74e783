from odoo import fields, models


class ResCompany(models.Model):
    """The public form by which anybody complains, and the codes that lead to it."""

    _inherit = "res.company"

    complaint_form = fields.Boolean(
        "Public Complaint Form",
        default=True,
        help="Anybody who has a printed code or the address can complain, with or "
        "without a name. When off, printed codes open nothing.",
    )
    complaint_qr_slip = fields.Boolean(
        "Code on Delivery Slips",
        default=True,
        help="Delivery slips show a QR code that opens the form about that delivery.",
    )
    complaint_ask_rating = fields.Boolean(
        "Ask for a Rating",
        default=True,
        help="Customers are asked by mail, once, when their complaint is closed.",
    )
    complaint_form_url = fields.Char(
        "Address of the Form", compute="_compute_complaint_form_url"
    )

    def _compute_complaint_form_url(self):
        for company in self:
            company.complaint_form_url = company.id and self.env[
                "quality.complaint.link"
            ]._get_url(company, company)
