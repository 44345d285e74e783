from odoo import api, fields, models
from odoo.fields import Domain

LEVELS = (
    *("visit_interval_days", "follow_interval_days", "visit_by"),
    "complaint_priority",
)


class ResPartnerClass(models.Model):
    """Class of the customer and the service that class and tier set [CT-16, CT-17]."""

    _inherit = "res.partner"

    employee_count = fields.Integer(
        "Employees",
        help="Of the customer's company: its size when it is rated.",
        groups="base.group_user",
    )
    customer_class_id = fields.Many2one(
        "customer.class",
        "Class",
        compute="_compute_customer_class_id",
        search="_search_customer_class_id",
        compute_sudo=True,  # the class is for all colleagues who see the customer
        groups="base.group_user",
    )
    class_rating_ids = fields.One2many(
        "customer.class.rating",
        "partner_id",
        "Class Ratings",
        groups="base.group_user",
    )
    class_judgment_ids = fields.One2many(
        "customer.class.judgment",
        "partner_id",
        "Points by Hand",
        groups="base.group_user",
    )
    visit_interval_days = fields.Integer(
        "Visit every (days)",
        compute="_compute_service_level",
        groups="base.group_user",
    )
    follow_interval_days = fields.Integer(
        "Follow up every (days)",
        compute="_compute_service_level",
        groups="base.group_user",
    )
    visit_by = fields.Selection(
        selection=lambda self: (
            self.env["customer.service.level"]
            ._fields["visit_by"]
            ._description_selection(self.env)
        ),
        string="Visited by",
        compute="_compute_service_level",
        groups="base.group_user",
    )
    complaint_priority = fields.Selection(
        selection=lambda self: (
            self.env["customer.service.level"]
            ._fields["complaint_priority"]
            ._description_selection(self.env)
        ),
        compute="_compute_service_level",
        groups="base.group_user",
    )

    @api.depends_context("company")
    @api.depends("commercial_partner_id", "class_rating_ids.state")
    def _compute_customer_class_id(self):
        ratings = self.env["customer.class.rating"].search_fetch(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", self.env.company.id),
                ("state", "=", "decided"),
            ],
            ["partner_id", "class_id"],
        )
        found = {rating.partner_id: rating.class_id for rating in ratings}
        for partner in self:
            partner.customer_class_id = found.get(partner.commercial_partner_id)

    def _search_customer_class_id(self, operator, value):
        if operator not in ("in", "any", "any!"):
            return NotImplemented
        # core lets anybody search by a field that he may not read
        self._check_field_access(self._fields["customer_class_id"], "read")
        ratings = self.env["customer.class.rating"].sudo()  # no more than the class
        own = Domain("state", "=", "decided") & Domain(
            "company_id", "=", self.env.company.id
        )
        held = ratings._search(own & Domain("class_id", operator, value))
        result = Domain("commercial_partner_id", "in", held.subselect("partner_id"))
        if operator == "in" and False in value:
            every = ratings._search(own).subselect("partner_id")
            result |= Domain("commercial_partner_id", "not in", every)
        return result

    @api.depends_context("company")
    @api.depends(
        *(f"tier_id.{name}" for name in LEVELS),
        *(f"customer_class_id.{name}" for name in LEVELS),
    )
    def _compute_service_level(self):
        for partner in self:
            # what a class and a tier set is for everybody who sees them
            klass, tier = partner.customer_class_id.sudo(), partner.tier_id.sudo()
            for name in ("visit_interval_days", "follow_interval_days"):
                days = [level[name] for level in (klass, tier) if level[name]]
                partner[name] = min(days, default=0)
            partner.visit_by = klass.visit_by or tier.visit_by
            priorities = (klass.complaint_priority, tier.complaint_priority)
            partner.complaint_priority = max(p or "0" for p in priorities)

    @api.model
    def _get_customer_domain(self, company):
        """Return the domain of a company's customers: invoiced or with an order."""
        orders = self.env["sale.order"]._search(
            [("state", "=", "sale"), ("company_id", "=", company.id)],
            bypass_access=True,
        )
        invoices = self.env["account.move"]._search(
            [
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
                ("company_id", "=", company.id),
            ],
            bypass_access=True,
        )
        # whose customer a buyer is now: an invoice keeps the company of its day
        buyers = self.with_context(active_test=False)._search(
            Domain("id", "in", orders.subselect("partner_id"))
            | Domain("id", "in", invoices.subselect("partner_id")),
            bypass_access=True,
        )
        return (
            (Domain("parent_id", "=", False) | Domain("is_company", "=", True))
            & Domain("company_id", "in", [False, company.id])
            & Domain("id", "in", buyers.subselect("commercial_partner_id"))
        )

    def action_rate_class(self):
        """Rate this customer now, for its unit's head to decide [CT-20]."""
        self.env["customer.tier.change"]._check_role("user")
        partner = self.commercial_partner_id
        partner.check_access("read")
        model = self.env["customer.class.model"]._find_for(partner)
        model._rate(partners=partner)
        return self.action_open_ratings()

    def action_open_ratings(self):
        """Show the ratings of this customer."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_tiering.customer_class_rating_action"
        )
        domain = [("partner_id", "in", self.commercial_partner_id.ids)]
        return action | {"domain": domain, "context": {}}
