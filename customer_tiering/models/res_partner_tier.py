from odoo import api, fields, models
from odoo.tools import SQL

#: columns of the standing behind fields of the customer
COLUMNS = {"tier_id": "tier_id", "tier_revenue": "revenue"}


class ResPartnerTier(models.Model):
    """Badge, history and the tier as a thing to sort and group by [CT-14, CT-15]."""

    _inherit = "res.partner"

    tier_color = fields.Integer(
        compute="_compute_tier_color",
        compute_sudo=True,  # as the badge
        groups="base.group_user",
    )
    tier_change_count = fields.Integer(
        "Changes of Tiers",
        compute="_compute_tier_change_count",
        groups="sales_team.group_sale_salesman,customer_tiering.group_tier_user",
    )

    @api.depends("tier_id.color")
    def _compute_tier_color(self):
        for partner in self:
            partner.tier_color = partner.tier_id.color

    def _compute_tier_change_count(self):
        counts = dict(
            self.env["customer.tier.change"]._read_group(
                [("partner_id", "in", self.commercial_partner_id.ids)],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.tier_change_count = counts.get(partner.commercial_partner_id, 0)

    def action_view_tier(self):
        """Open where the customer stands in the company's main program."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_tiering.customer_tier_standing_action"
        )
        program = self._get_main_program()
        standing = program and program._get_standing(self)
        if not standing:
            return action  # nothing is known of this customer: all the others
        return action | {
            "res_id": standing.id,
            "views": [(False, "form")],
            "view_mode": "form",
        }

    def action_view_tier_changes(self):
        """Open the history of the customer's tiers [CT-14]."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_tiering.customer_tier_change_action"
        )
        partner = self.commercial_partner_id
        return action | {
            "domain": [("partner_id", "=", partner.id)],
            "context": {"default_partner_id": partner.id},
        }

    def _get_main_program(self):
        """Return the program whose tier is that of the customer in this company."""
        programs = self.env["customer.tier.program"].sudo()  # the badge is no secret
        main = [("is_main", "=", True), ("company_id", "=", self.env.company.id)]
        return programs.search(main, limit=1)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Sort and group by the tier of the company's main program."""
        if field_expr not in COLUMNS or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        standing = self.env["customer.tier.standing"]._join_standing(
            query,
            alias,
            SQL.identifier(alias, "commercial_partner_id"),
            self._get_main_program().id or 0,
        )
        return SQL.identifier(standing, COLUMNS[field_expr])
