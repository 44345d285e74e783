from odoo import fields, models


class ResPartnerPlan(models.Model):
    """Operating plans of the customer [CT-24]."""

    _inherit = "res.partner"

    plan_ids = fields.One2many(
        "customer.plan",
        "commercial_partner_id",
        "Operating Plans",
        groups="base.group_user",
    )
    plan_count = fields.Integer(
        "Plans",
        compute="_compute_plan_count",
        groups="sales_team.group_sale_salesman",
    )

    def _compute_plan_count(self):
        counts = dict(
            self.env["customer.plan"]._read_group(
                [
                    ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                    ("state", "not in", ("cancelled", "superseded")),
                ],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.plan_count = counts.get(partner.commercial_partner_id, 0)

    def action_open_plans(self):
        """Show the operating plans of this customer."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_tiering.customer_plan_action"
        )
        company = self.commercial_partner_id
        return action | {
            "domain": [("commercial_partner_id", "in", company.ids)],
            "context": {"default_partner_id": company.id},
        }
