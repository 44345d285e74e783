from odoo import fields, models


class ResCompany(models.Model):
    """Where customers complain: printed on orders, delivery slips and the portal [CO-02]."""

    _inherit = "res.company"

    complaint_phone = fields.Char(
        "Complaint Telephone",
        help="A direct line is best; an extension must be the neutral recipient's.",
    )
    complaint_email = fields.Char("Complaint E-mail")
    complaint_contact = fields.Char(
        "Who takes Complaints",
        help="Neutral recipient, hours, address of the complaint box.",
    )

    def _get_complaint_contact(self):
        """Return the contact points as texts; a branch without own ones has its parent's."""
        self.ensure_one()
        company = self.sudo()  # published data of the house
        while company:
            lines = [
                company.complaint_phone,
                company.complaint_email,
                company.complaint_contact,
            ]
            if any(lines):
                return [line for line in lines if line]
            company = company.parent_id
        return []
