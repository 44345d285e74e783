from odoo import api, fields, models
from odoo.fields import Domain


class ResPartnerLife(models.Model):
    """Life-cycle class and purchase record of the customer [CT-21, CT-22]."""

    _inherit = "res.partner"

    intention = fields.Selection(
        selection=lambda self: self._get_intentions(),
        tracking=True,
        help="How strongly somebody who has not bought yet wishes to.",
        groups="base.group_user",
    )
    life_cycle = fields.Selection(
        selection=lambda self: self._get_life_cycles(),
        compute="_compute_life_cycle",
        search="_search_life_cycle",
        help="Owner: has bought. Intending: has a quotation or a strong wish. "
        "Potential: interested.",
        groups="base.group_user",
    )
    date_contact = fields.Date(
        "Last Contact",
        compute="_compute_life_cycle",
        groups="base.group_user",
    )
    purchase_count = fields.Integer(
        "Orders", compute="_compute_purchases", groups="sales_team.group_sale_salesman"
    )
    purchase_first_date = fields.Date(
        "First Order",
        compute="_compute_purchases",
        groups="sales_team.group_sale_salesman",
    )
    purchase_last_date = fields.Date(
        "Last Order",
        compute="_compute_purchases",
        groups="sales_team.group_sale_salesman",
    )
    purchase_interval_days = fields.Integer(
        "Days between Orders",
        compute="_compute_purchases",
        groups="sales_team.group_sale_salesman",
        help="On average, from the first order to the last.",
    )
    purchase_revenue = fields.Monetary(
        "Revenue, 12 Months",
        compute="_compute_purchases",
        groups="sales_team.group_sale_salesman",
    )
    purchase_trend = fields.Float(
        "Against the Year before (%)",
        compute="_compute_purchases",
        groups="sales_team.group_sale_salesman",
    )

    @api.model
    def _get_life_cycles(self):
        return [
            ("owner", self.env._("Owner")),
            ("intending", self.env._("Intending")),
            ("potential", self.env._("Potential")),
        ]

    @api.model
    def _get_intentions(self):
        return [
            ("slight", self.env._("Slight")),
            ("some", self.env._("Some")),
            ("strong", self.env._("Strong")),
        ]

    @api.depends_context("company")
    @api.depends("commercial_partner_id", "intention")
    def _compute_life_cycle(self):
        # life cycle and last contact are for all colleagues who see the customer
        overview = self.env["customer.overview"].sudo()
        names = ["life_cycle", "date_contact"]
        rows = overview._read_partners(self.commercial_partner_id, names)
        for partner in self:
            row = rows.get(partner.commercial_partner_id._origin.id, overview)
            partner.life_cycle = row.life_cycle
            partner.date_contact = row.date_contact

    @api.depends_context("company", "uid")
    @api.depends("commercial_partner_id")
    def _compute_purchases(self):
        """Only for those who see the customer's row in the customer base [CT-23]."""
        overview = self.env["customer.overview"]
        names = [
            *("order_count", "revenue", "revenue_before"),
            *("date_first_order", "date_last_order"),
        ]
        rows = overview._read_partners(self.commercial_partner_id, names)
        for partner in self:
            row = rows.get(partner.commercial_partner_id._origin.id, overview)
            partner.purchase_count = row.order_count
            partner.purchase_first_date = row.date_first_order
            partner.purchase_last_date = row.date_last_order
            partner.purchase_interval_days = row._get_order_interval()
            partner.purchase_revenue = row.revenue
            partner.purchase_trend = row._get_trend()

    def _search_life_cycle(self, operator, value):
        self._check_field_access(self._fields["life_cycle"], "read")  # core does not
        if operator != "in":
            return NotImplemented
        rows = self.env["customer.overview"].sudo()  # no more than the life cycle
        found = rows._search([("life_cycle", "in", [v for v in value if v])])
        result = Domain("commercial_partner_id", "in", found.subselect("id"))
        if False in value:
            every = rows._search([]).subselect("id")
            result |= Domain("commercial_partner_id", "not in", every)
        return result

    def action_open_purchases(self):
        """Show what the customer bought, by product and month [CT-22]."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale.report_all_channels_sales_action"
        )
        return action | {
            "domain": [
                ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                ("state", "=", "sale"),
            ],
            "context": {
                "pivot_row_groupby": ["product_id"],
                "pivot_column_groupby": ["date:year"],
                "pivot_measures": ["price_subtotal", "product_uom_qty"],
            },
            "views": [(False, "pivot"), (False, "graph"), (False, "list")],
        }
