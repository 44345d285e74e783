from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

#: what a tier may suggest on an order, in the order it is shown
SUGGESTED = ("pricelist_id", "payment_term_id", "user_id")


class SaleOrder(models.Model):
    """The customer's tier on orders, and what it suggests; nothing changes silently.

    [CT-15]: the tier is that of the main program of the order's company.
    """

    _inherit = "sale.order"

    tier_id = fields.Many2one(
        "customer.tier",
        compute="_compute_tier",
        search="_search_tier_id",
        compute_sudo=True,  # the badge is for every employee who sees the order
        groups="base.group_user",
    )
    tier_color = fields.Integer(related="tier_id.color", groups="base.group_user")
    next_tier_id = fields.Many2one(
        "customer.tier",
        compute="_compute_tier",
        compute_sudo=True,
        groups="sales_team.group_sale_salesman",
    )
    next_tier_gap = fields.Monetary(
        "Missing for the Next Tier",
        compute="_compute_tier",
        compute_sudo=True,
        currency_field="tier_currency_id",
        groups="sales_team.group_sale_salesman",
    )
    tier_currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_tier",
        compute_sudo=True,
        groups="sales_team.group_sale_salesman",
    )
    tier_suggestion = fields.Char(
        "Suggested by the Tier",
        compute="_compute_tier_suggestion",
        compute_sudo=True,
        groups="sales_team.group_sale_salesman",
    )

    @api.depends("partner_id", "company_id")
    def _compute_tier(self):
        for company, orders in self.grouped("company_id").items():
            for order in orders:
                partner = order.partner_id.with_company(company)
                order.tier_id = partner.tier_id
                order.next_tier_id = partner.next_tier_id
                order.next_tier_gap = partner.next_tier_gap
                order.tier_currency_id = partner.tier_currency_id

    def _search_tier_id(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        self._check_field_access(self._fields["tier_id"], "read")
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain(
                "partner_id",
                "in",
                self.env["res.partner"]
                .with_context(active_test=False)
                .with_company(company)
                ._search([("tier_id", operator, value)]),
            )
            for company in self.env.companies
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        """Sort and group orders by the tier of their customers in their company."""
        if field_expr != "tier_id" or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields["tier_id"], "read")
        _model, partner = self._fields["partner_id"].join(self, alias, query)
        program = query.make_alias(alias, "tier_program")
        query.add_join(
            "LEFT JOIN",
            program,
            "customer_tier_program",
            SQL(
                "%s = %s AND %s AND %s",
                SQL.identifier(program, "company_id"),
                SQL.identifier(alias, "company_id"),
                SQL.identifier(program, "is_main"),
                SQL.identifier(program, "active"),
            ),
        )
        standing = self.env["customer.tier.standing"]._join_standing(
            query,
            alias,
            SQL.identifier(partner, "commercial_partner_id"),
            SQL.identifier(program, "id"),
        )
        return SQL.identifier(standing, "tier_id")

    @api.depends("tier_id", "state", *SUGGESTED)
    def _compute_tier_suggestion(self):
        for order in self:
            parts = [
                f"{order._fields[name]._description_string(self.env)}: "
                f"{value.display_name}"
                for name, value in order._get_tier_suggestions().items()
            ]
            order.tier_suggestion = " · ".join(parts)

    def _get_tier_suggestions(self):
        """Return ``{field name: record}`` that the tier suggests and the order lacks.

        Only for quotations of customers with a tier; what belongs to another company
        is not suggested.
        """
        self.ensure_one()
        tier = self.tier_id.sudo()  # what a tier suggests is for all who sell
        if self.state not in ("draft", "sent") or not tier:
            return {}
        wanted = {
            "pricelist_id": tier.pricelist_id,
            "payment_term_id": tier.payment_term_id,
            "user_id": self._get_tier_salesperson(),
        }
        usable = {
            name: value
            for name, value in wanted.items()
            if value and value != self[name] and value.active
        }
        for name in ("pricelist_id", "payment_term_id"):
            company = usable.get(name, self.env["res.users"]).company_id
            if company and company != self.company_id:
                del usable[name]
        return usable

    def _get_tier_salesperson(self):
        """Return who maintains the customer from day to day [CT-07]."""
        partner = self.partner_id.with_company(self.company_id).sudo()
        user = partner.maintenance_user_id
        return user.filtered(lambda u: self.company_id in u.company_ids)

    def action_tier_suggestion(self):
        """Ask which of the tier's suggestions to take."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Suggested by the Tier"),
            "res_model": "customer.tier.suggestion",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def _apply_tier_suggestions(self, names, update_prices=False):
        """Take suggestions of the tier, and note them in the discussion.

        :param names: fields to take, of ``pricelist_id, payment_term_id, user_id``
        :param bool update_prices: also compute the lines' prices anew
        :raises UserError: it is no longer suggested, as on a confirmed order
        """
        self.ensure_one()
        suggested = self._get_tier_suggestions()
        if missing := [name for name in names if name not in suggested]:
            raise UserError(
                self.env._(
                    "%(fields)s is no longer suggested for %(order)s. Close the dialog "
                    "and look at the order again.",
                    fields=", ".join(self._label(name) for name in missing),
                    order=self.display_name,
                )
            )
        notes = [
            f"{self._label(name)}: {self[name].display_name or '–'} → "
            f"{suggested[name].display_name}"
            for name in names
        ]
        self.write({name: suggested[name].id for name in names})
        if update_prices and "pricelist_id" in names:
            self.action_update_prices()
        self.message_post(
            body=self.env._(
                "Suggestions for “%(tier)s” taken: %(changes)s",
                tier=self.tier_id.name,
                changes="; ".join(notes),
            )
        )

    def _label(self, name):
        return self._fields[name]._description_string(self.env)
