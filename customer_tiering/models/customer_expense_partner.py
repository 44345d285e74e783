from odoo import fields, models


class ResPartner(models.Model):
    """Expense requests on the customer."""

    _inherit = "res.partner"

    expense_request_ids = fields.One2many(
        "customer.expense.request",
        "partner_id",
        "Acquisition Expenses",
        groups="sales_team.group_sale_salesman,customer_tiering.group_tier_finance",
    )
    expense_request_count = fields.Integer(
        compute="_compute_expense_request_count",
        groups="sales_team.group_sale_salesman,customer_tiering.group_tier_finance",
    )

    def _compute_expense_request_count(self):
        counts = dict(
            self.env["customer.expense.request"]._read_group(
                [("commercial_partner_id", "in", self.commercial_partner_id.ids)],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.expense_request_count = counts.get(partner.commercial_partner_id, 0)

    def action_view_expense_requests(self):
        """Open the customer's expense requests, or a new one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_tiering.customer_expense_request_action"
        )
        action["domain"] = [
            ("commercial_partner_id", "=", self.commercial_partner_id.id)
        ]
        action["context"] = {"default_partner_id": self.id}
        return action
