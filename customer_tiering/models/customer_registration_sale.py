from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date


class SaleOrder(models.Model):
    """Orders of customers that another unit has registered [CT-11]."""

    _inherit = "sale.order"

    protection_id = fields.Many2one(
        "customer.registration",
        "Registered elsewhere",
        compute="_compute_protection",
        compute_sudo=True,
        groups="sales_team.group_sale_salesman",
        help="The registration of the customer that is not the salesperson's.",
    )
    needs_leave = fields.Boolean(
        compute="_compute_protection",
        compute_sudo=True,
        groups="sales_team.group_sale_salesman",
    )
    protection_note = fields.Char(
        compute="_compute_protection",
        compute_sudo=True,
        groups="sales_team.group_sale_salesman",
    )

    @api.depends("partner_id.commercial_partner_id", "user_id", "company_id", "state")
    def _compute_protection(self):
        registrations = self._map_protecting()
        leaves = self._get_leaves(registrations)
        none = self.env["customer.registration"]
        for order in self:
            key = (order.partner_id.commercial_partner_id, order.company_id)
            held = registrations.get(key, none)
            seller = order.user_id or self.env.user
            if not held or seller in held._get_holders():
                held = none
            told = held.company_id.customer_protection or "none"
            order.protection_id = held if told != "none" else none
            order.needs_leave = told == "leave" and (held, seller) not in leaves
            order.protection_note = (
                order._get_protection_note() if order.protection_id else False
            )

    def _map_protecting(self):
        """Return ``{(customer, company): registration}`` of open quotations."""
        open_orders = self.filtered(lambda order: order.state in ("draft", "sent"))
        rows = self.env["customer.registration"].search(
            [
                ("state", "=", "registered"),
                ("company_id", "in", open_orders.company_id.ids),
                (
                    "commercial_partner_id",
                    "in",
                    open_orders.partner_id.commercial_partner_id.ids,
                ),
            ]
        )
        return {(row.commercial_partner_id, row.company_id): row for row in rows}

    def _get_leaves(self, registrations):
        """Return ``{(registration, user)}`` of the leaves in force."""
        leaves = self.env["customer.registration.leave"]
        held = [registration.id for registration in registrations.values()]
        rows = leaves.search(
            leaves._get_valid_domain() & Domain("registration_id", "in", held)
        )
        return {(row.registration_id, row.user_id) for row in rows}

    def _get_protection_note(self):
        self.ensure_one()
        values = {
            "unit": self.protection_id.unit_id.display_name
            or self.protection_id.user_id.name,
            "day": format_date(self.env, self.protection_id.date_registered),
        }
        if self.needs_leave:
            return self.env._(
                "“%(unit)s” has registered this customer on %(day)s: ask for leave "
                "before you confirm.",
                **values,
            )
        return self.env._(
            "“%(unit)s” has registered this customer on %(day)s.", **values
        )

    def action_confirm(self):
        self._check_protection()
        return super().action_confirm()

    def _check_protection(self):
        """Refuse orders for customers registered by others without leave [CT-11].

        The key account center may confirm, and so may what runs without a user, such
        as an order paid in a shop.

        :raises UserError: leave is missing
        """
        manager = self.env.user.has_group("customer_tiering.group_tier_manager")
        if self.env.su or manager:
            return
        # leaves and registrations of others may be out of sight, and count
        orders = self.sudo()
        orders.invalidate_recordset(["needs_leave", "protection_id", "protection_note"])
        for order in orders.filtered("needs_leave"):
            raise UserError(
                self.env._(
                    "%(order)s: %(note)s Use “Ask for Leave” on the quotation.",
                    order=order.name,
                    note=order.protection_note,
                )
            )

    def action_ask_leave(self):
        """Open the request for leave, filled in."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for Leave"),
            "res_model": "customer.registration.leave",
            "view_mode": "form",
            "target": "new",
            "context": {"default_registration_id": self.protection_id.id},
        }
