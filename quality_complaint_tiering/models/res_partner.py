from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

OPEN = Domain("state", "not in", ("closed", "rejected"))


class ResPartner(models.Model):
    """Key accounts with open complaints, as far as one may read these [CT-36]."""

    _inherit = "res.partner"

    has_open_complaint = fields.Boolean(
        "Open Complaints",
        compute="_compute_has_open_complaint",
        search="_search_has_open_complaint",
        groups="base.group_user",
    )

    def _compute_has_open_complaint(self):
        companies = self.commercial_partner_id
        open_ones = self.env["quality.complaint"]._read_group(
            OPEN & Domain("commercial_partner_id", "in", companies.ids),
            ["commercial_partner_id"],
        )
        found = {partner for (partner,) in open_ones}
        for partner in self:
            partner.has_open_complaint = partner.commercial_partner_id in found

    def _search_has_open_complaint(self, operator, value):
        if operator != "in":
            return NotImplemented
        # core lets anybody search by a field that he may not read
        self._check_field_access(self._fields["has_open_complaint"], "read")
        open_ones = self.env["quality.complaint"]._search(
            OPEN & Domain("commercial_partner_id", "!=", False)
        )
        companies = open_ones.subselect(
            SQL.identifier(open_ones.table, "commercial_partner_id")
        )
        return Domain("commercial_partner_id", "in", companies)
