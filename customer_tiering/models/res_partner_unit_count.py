from odoo import fields, models

#: counted field: model, link to the customer
COUNTED = {
    "registration_count": ("customer.registration", "commercial_partner_id"),
    "letter_count": ("customer.authorization", "commercial_partner_id"),
    "filing_count": ("customer.filing", "partner_id"),
    "territory_count": ("customer.territory", "commercial_partner_id"),
}
SALES = "sales_team.group_sale_salesman"


class ResPartner(models.Model):
    """Counts of the documents on a key account, and the way to them."""

    _inherit = "res.partner"

    registration_count = fields.Integer(compute="_compute_key_counts", groups=SALES)
    letter_count = fields.Integer(compute="_compute_key_counts", groups=SALES)
    filing_count = fields.Integer(compute="_compute_key_counts", groups=SALES)
    territory_count = fields.Integer(compute="_compute_key_counts", groups=SALES)

    def _compute_key_counts(self):
        companies = self.commercial_partner_id
        for name, (model, link) in COUNTED.items():
            counts = dict(
                self.env[model]._read_group(
                    [(link, "in", companies.ids)], [link], ["__count"]
                )
            )
            for partner in self:
                partner[name] = counts.get(partner.commercial_partner_id, 0)

    def action_open_registrations(self):
        return self._open_key_documents("registration_count", "registration")

    def action_open_letters(self):
        return self._open_key_documents("letter_count", "authorization")

    def action_open_filings(self):
        return self._open_key_documents("filing_count", "filing")

    def action_open_territories(self):
        return self._open_key_documents("territory_count", "territory")

    def _open_key_documents(self, counted, name):
        self.ensure_one()
        _model, link = COUNTED[counted]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"customer_tiering.customer_{name}_action"
        )
        company = self.commercial_partner_id
        return action | {
            "domain": [(link, "=", company.id)],
            "context": {"default_partner_id": company.id},
        }
