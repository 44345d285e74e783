from odoo import fields, models

#: fields by which one can tell who complains, or whose order it was
IDENTITY = (
    "partner_id",
    "contact_name",
    "contact_phone",
    "contact_email",
    "contact_address",
    "user_unit",
    "channel_detail",
    "sale_id",
    "picking_id",
)


class QualityComplaintPerson(models.Model):
    """Who filed a confidential complaint: for complaint managers only [CO-82].

    The complaint itself holds nothing of it, so no list, search, export, print or
    related record can show it. Talk with the complainant is kept here, too. Rows are
    made and removed by ``quality.complaint`` alone.
    """

    _name = "quality.complaint.person"
    _description = "Complainant of a Confidential Complaint"
    _inherit = ["mail.thread"]
    _rec_name = "complaint_id"
    _order = "id desc"
    _check_company_auto = True
    _primary_email = "contact_email"
    _mail_post_access = "read"

    complaint_id = fields.Many2one(
        "quality.complaint",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, index=True
    )
    relation = fields.Selection(related="complaint_id.relation")
    partner_id = fields.Many2one("res.partner", "Customer", index="btree_not_null")
    contact_name = fields.Char("Complainant")
    contact_phone = fields.Char("Phone")
    contact_email = fields.Char("E-mail")
    contact_address = fields.Char("Address")
    user_unit = fields.Char(help="Ward, shop or person using the goods.")
    channel_detail = fields.Char("Address or Number Used")
    sale_id = fields.Many2one(
        "sale.order", "Sales Order", index="btree_not_null", check_company=True
    )
    picking_id = fields.Many2one(
        "stock.picking", "Delivery", index="btree_not_null", check_company=True
    )

    _complaint_uniq = models.UniqueIndex(
        "(complaint_id)", "The complainant of this complaint is on record already."
    )

    def message_update(self, msg_dict, update_vals=None):
        """Who answers for the complaint is asked to look; he sees no name."""
        result = super().message_update(msg_dict, update_vals)
        self.sudo().complaint_id._ask_to_read_customer()  # by the mail gateway
        return result

    def _get_values(self):
        """Return what is known, as values to write on a complaint."""
        self.ensure_one()
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in IDENTITY
        }

    def _is_reachable(self):
        """Whether anything is known by which he can be reached."""
        return any(p.partner_id or p._get_email() or p.contact_phone for p in self)

    def _get_email(self):
        return self.contact_email or self.partner_id.email
