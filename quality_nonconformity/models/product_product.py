from odoo import api, fields, models
from odoo.fields import Domain

from .hold_link import check_links, check_unheld


class ProductProduct(models.Model):
    _inherit = "product.product"

    hold_ids = fields.Many2many(
        "quality.hold",
        "quality_hold_scope_product_rel",
        "product_id",
        "hold_id",
        "Holds",
        groups="base.group_user",
        copy=False,
        help="All holds of this product or of lots of it, standing or not.",
    )
    whole_hold_ids = fields.Many2many(
        "quality.hold",
        "quality_hold_whole_product_rel",
        "product_id",
        "hold_id",
        "Holds of the whole Product",
        groups="base.group_user",
        copy=False,
    )
    on_hold = fields.Boolean(
        compute="_compute_on_hold",
        search="_search_on_hold",
        help="A standing hold keeps all of this product, whatever the lot.",
    )

    @api.depends("whole_hold_ids.state", "whole_hold_ids.quantity")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_on_hold(self):
        # as superuser: who may not read a confidential hold still sees that it stands
        held = self.sudo().filtered_domain(self._get_on_hold_domain())
        for product in self:
            product.on_hold = product in held

    def _search_on_hold(self, operator, value):
        return self._get_on_hold_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_on_hold_domain(self):
        standing = self.env["quality.hold"]._get_standing_domain()
        return Domain("whole_hold_ids", "any!", standing & Domain("quantity", "=", 0))

    @api.model_create_multi
    def create(self, vals_list):
        check_links(self, vals_list)
        products = super().create(vals_list)
        self.env["quality.hold.gate"]._create_missing(products.ids)
        return products

    def write(self, vals):
        check_links(self, [vals])
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        check_unheld(self)

    def _compute_quantities_dict(
        self, lot_id, owner_id, package_id, from_date=False, to_date=False
    ):
        """Physical stock stays as it is; free and forecast leave out what is kept."""
        result = super()._compute_quantities_dict(
            lot_id, owner_id, package_id, from_date, to_date
        )
        past = to_date and fields.Datetime.to_datetime(to_date) < fields.Datetime.now()
        if past:
            return result
        kept = self._get_kept_quantities(lot_id, owner_id, package_id)
        for product in self:
            quantity, unreserved = kept.get(product._origin.id, (0.0, 0.0))
            values = result[product.id]
            for name, minus in (
                ("free_qty", unreserved),
                ("virtual_available", quantity),
            ):
                if minus:
                    values[name] = product.uom_id.round(values[name] - minus)
        return result

    def _get_kept_quantities(self, lot_id=None, owner_id=None, package_id=None):
        """Return {product id: (quantity, not reserved)} on hold or in a quality zone."""
        scope = self.env["quality.hold.gate"]._peek_scope(self._origin)
        zones = list(self.env["stock.location"]._get_zone_map())
        kept = [Domain("location_id", "in", zones)] if zones else []
        held = [product for product in self._origin if scope.concerns(product.id)]
        for product in held:
            hidden = self.env["stock.quant"]._get_held_domain(product, scope)
            if hidden is not None:
                kept.append(Domain("product_id", "=", product.id) & hidden)
        result = {}
        if kept:
            domain = (
                Domain("product_id", "in", self._origin.ids)
                & Domain(self._get_domain_locations()[0])
                & Domain.OR(kept)
            )
            for name, value in (
                ("lot_id", lot_id),
                ("owner_id", owner_id),
                ("package_id", package_id),
            ):
                if value is not None:
                    domain &= Domain(name, "=", value)
            expired = self._get_unreserved(domain & self._get_expired_domain())
            for product, quantity, reserved in self.env["stock.quant"]._read_group(
                domain, ["product_id"], ["quantity:sum", "reserved_quantity:sum"]
            ):
                left_out = expired.get(product.id, 0.0)
                result[product.id] = (
                    quantity - left_out,
                    quantity - reserved - left_out,
                )
        for product in held:
            for item in scope.quantities(product.id):
                quantity, unreserved = result.get(product.id, (0.0, 0.0))
                more, more_unreserved = self._get_kept_share(item)
                result[product.id] = (quantity + more, unreserved + more_unreserved)
        return result

    def _get_expired_domain(self):
        """Domain of the quants that Odoo's own forecast leaves out as expired."""
        day = self.env.context.get("to_date") or fields.Date.today()
        return Domain("removal_date", "<=", day)

    def _get_unreserved(self, domain):
        """Return {product id: quantity not reserved} of the quants of ``domain``."""
        groups = self.env["stock.quant"]._read_group(
            domain, ["product_id"], ["quantity:sum", "reserved_quantity:sum"]
        )
        return {product.id: total - reserved for product, total, reserved in groups}

    def _get_kept_share(self, item):
        """Return (quantity, not reserved) that a held quantity keeps from this view.

        Companies and places that the context leaves out have no share in it.
        """
        if item.company_id not in self.env.companies.ids or not item.kept_quantity:
            return 0.0, 0.0
        Quant = self.env["stock.quant"]
        on_hand, reserved = Quant._read_group(
            Quant._get_balance_domain(item) & Domain(self._get_domain_locations()[0]),
            [],
            ["quantity:sum", "reserved_quantity:sum"],
        )[0]
        on_hand, free = on_hand or 0.0, max((on_hand or 0.0) - (reserved or 0.0), 0.0)
        somewhere = {"location", "warehouse_id"} & self.env.context.keys()
        kept = min(item.kept_quantity, on_hand) if somewhere else item.kept_quantity
        return kept, min(item.kept_quantity, free)

    def _get_domain_locations_new(self, location_ids):
        """Goods planned into or out of a zone are neither incoming nor outgoing."""
        quants, incoming, outgoing = super()._get_domain_locations_new(location_ids)
        zones = list(self.env["stock.location"]._get_zone_map())
        if zones:
            incoming = Domain(incoming) & Domain("location_dest_id", "not in", zones)
            outgoing = Domain(outgoing) & Domain("location_id", "not in", zones)
        return quants, incoming, outgoing
