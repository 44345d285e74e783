from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: its goods are outside of the zones, and the concession guards them from then on
GUARDING_STATES = ("in_force", "used_up", "expired", "revoked")


class ConcessionWay:
    """Where goods of a move are to end: purpose, customer, orders they are for."""

    __slots__ = ("purpose", "customer", "orders")

    def __init__(self, purpose, customer, orders):
        self.purpose = purpose  # "delivery" or "use"
        self.customer = customer
        self.orders = orders


class QualityConcessionGate(models.Model):
    """May goods under a concession take this way, and how many? [NC-57]

    Asked with quantities in the product's own unit. As superuser: whoever moves goods
    may not read every concession.
    """

    _inherit = "quality.concession"

    @api.model
    def _get_guarding_domain(self):
        """Domain of the concessions that stand over goods, whether they let them go."""
        return Domain("state", "in", list(GUARDING_STATES)) & Domain(
            "rest_released", "=", False
        )

    @api.model
    def _find_guarding(self, products, companies):
        """Return the concessions that stand over goods of ``products``: one query."""
        if not products:
            return self.sudo().browse()
        # whoever moves the goods may not read every concession
        return self.sudo().search(
            self._get_guarding_domain()
            & Domain("product_id", "in", products.ids)
            & Domain("company_id", "in", companies.ids),
            order="date_to, id",
        )

    def _filter_concerned(self, product, company, lot, location, lot_name=None):
        """Those of ``self`` under which goods of this lot in this place stand."""
        return self.filtered(
            lambda record: (
                record.product_id == product
                and record.company_id == company
                and record._concerns(lot, location, lot_name)
            )
        )

    def _concerns(self, lot, location, lot_name=None):
        self.ensure_one()
        own, lots = self.own_location_id, self.lot_ids
        if lots and lot not in lots and (lot or lot_name not in lots.mapped("name")):
            return False
        if own:
            return (location.parent_path or "").startswith(own.parent_path)
        return bool(lots)

    def _get_stock_domain(self):
        """Domain of the quants that stand under these concessions."""
        domains = []
        for record in self:
            domain = Domain("product_id", "=", record.product_id.id)
            if record.lot_ids:
                domain &= Domain("lot_id", "in", record.lot_ids.ids)
            if record.own_location_id:
                domain &= Domain("location_id", "child_of", record.own_location_id.id)
            domains.append(domain)
        return Domain.OR(domains)

    # -- the answer ----------------------------------------------------------------

    def _get_refusal(self, way):
        """Why goods under this concession may not take ``way``; "" when they may."""
        self.ensure_one()
        return self._get_period_refusal() or (
            self._get_customer_refusal(way)
            if way.purpose == "delivery"
            else self._get_use_refusal()
        )

    def _get_period_refusal(self):
        today = self._get_company_day(fields.Datetime.now())
        if self.state == "revoked":
            return self.env._("it is revoked")
        if self.date_to and self.date_to < today:
            return self.env._("it ended on %(day)s", day=self.date_to)
        if self.date_from and self.date_from > today:
            return self.env._("it begins on %(day)s", day=self.date_from)
        return ""

    def _get_customer_refusal(self, way):
        customer, allowed = way.customer, self.partner_ids.commercial_partner_id
        if not customer and (allowed or self.consent_required):
            return self.env._("the transfer names no customer")
        if allowed and customer not in allowed:
            return self.env._(
                "it is only for %(customers)s, not for %(customer)s",
                customers=", ".join(allowed.mapped("name")),
                customer=customer.name,
            )
        if self.consent_required and not self._has_consent(customer):
            return self.env._(
                "the consent of %(customer)s is not recorded", customer=customer.name
            )
        orders = self._get_order_set()
        if orders and not orders & way.orders:
            return self.env._(
                "it is only for the orders %(orders)s", orders=self.order_names
            )
        return ""

    def _get_use_refusal(self):
        if self.confirmation_ids:
            return ""
        return self.env._(
            "the head of the using department has not confirmed the use yet"
        )

    def _has_consent(self, customer):
        """Whether ``customer`` (a commercial partner) consents now."""
        return (
            customer
            in self.consent_ids.filtered(
                lambda consent: not consent.date_withdrawn
            ).commercial_partner_id
        )

    def _get_order_set(self):
        names = (self.order_names or "").replace(";", ",").replace("，", ",")
        return {name.strip() for name in names.split(",") if name.strip()}

    def _get_allowance(self, purpose):
        """How much more may go for this purpose, in the product's unit."""
        self.ensure_one()
        left = self.remaining_quantity
        if purpose == "use":
            used = self.use_ids.filtered(lambda row: row.kind == "use")
            confirmed = sum(self.confirmation_ids.mapped("quantity"))
            left = min(left, confirmed - sum(used.mapped("outstanding_quantity")))
        return max(left, 0.0)

    # -- shares of a movement ------------------------------------------------------

    def _allocate(self, line, way, taken):
        """Share the quantity of ``line`` (a move line) over these concessions.

        :param dict taken: concession → what lines before it take; increased
        :return: ``[(concession, quantity)]``
        :raises UserError: they do not let all of it go, and why
        """
        unit, wanted = line.product_id.uom_id, line.quantity_product_uom
        shares, reasons = [], []
        for record in self:
            if reason := record._get_refusal(way):
                reasons.append((record, reason))
                continue
            left = record._get_allowance(way.purpose) - taken.get(record, 0.0)
            share = min(wanted, left)
            if unit.compare(share, 0) > 0:
                shares.append((record, share))
                taken[record] = taken.get(record, 0.0) + share
                wanted -= share
            if unit.compare(wanted, 0) > 0:
                reasons.append((record, record._over_message(left, way)))
        if unit.compare(wanted, 0) > 0:
            raise UserError(self._refusal_message(line, reasons))
        return shares

    def _over_message(self, left, way):
        if way.purpose == "use":
            return self.env._(
                "only %(left)s %(uom)s more are confirmed for use",
                left=max(left, 0.0),
                uom=self.uom_id.name,
            )
        return self.env._(
            "only %(left)s of its %(quantity)s %(uom)s are left",
            left=max(left, 0.0),
            quantity=self.quantity,
            uom=self.uom_id.name,
        )

    def _refusal_message(self, line, reasons):
        goods = line.product_id.display_name
        if lot := line.lot_id.name or line.lot_name:
            goods = self.env._("%(product)s, lot %(lot)s", product=goods, lot=lot)
        return self.env._(
            "%(goods)s: %(quantity)s %(uom)s may not go there under concession.\n"
            "%(reasons)s\nTake other goods; or have the customer's consent or the "
            "department's confirmation recorded in the concession; or ask quality to "
            "decide on these goods anew.",
            goods=goods,
            quantity=line.quantity,
            uom=line.product_uom_id.name,
            reasons="\n".join(
                self.env._("%(name)s: %(reason)s.", name=record.name, reason=reason)
                for record, reason in reasons
            ),
        )

    def _follow_uses(self):
        """Used up, or no longer, after goods went or came back."""
        for record in self:
            done = record.uom_id.compare(record.remaining_quantity, 0) <= 0
            if record.state == "in_force" and done:
                record._set_state("used_up")
            elif record.state == "used_up" and not done:
                record._set_state("in_force", reason=self.env._("Goods came back."))

    def _find_uses(self, moves, line):
        """The rows by which ``moves`` took goods like those of ``line`` out."""
        if not self or not moves:
            return self.use_ids.browse()
        return self.use_ids.filtered(
            lambda row: (
                row.kind != "return"
                and row.move_line_id.move_id in moves
                and row.lot_id == line.lot_id
            )
        )

    def _stays_message(self, line):
        return self.env._(
            "%(goods)s stands under the concession %(name)s and is kept apart in "
            "%(place)s: it leaves from there to a customer or to its use only, and comes "
            "back there or into a quality zone. Choose another place or other goods.",
            goods=line.product_id.display_name,
            name=self.name,
            place=self.own_location_id.display_name,
        )
