from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .held_check import PHYSICAL, Passage

#: fields that say what is where; only movements write them
LEDGER_FIELDS = {
    "quantity",
    "reserved_quantity",
    "product_id",
    "lot_id",
    "location_id",
    "package_id",
    "owner_id",
}


class StockQuant(models.Model):
    """Keep held stock and stock in zones from being reserved or taken."""

    _inherit = "stock.quant"

    @api.model
    def default_get(self, fields):
        """A default, of a context or of a user, makes no stock."""
        values = super().default_get(fields)
        for name in {"quantity", "reserved_quantity"} & values.keys():
            values[name] = 0.0
        return values

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                counted = {"inventory_quantity", "inventory_quantity_auto_apply"} & set(
                    vals
                )
                if {"quantity", "reserved_quantity"} & vals.keys() or not (
                    counted and self._is_inventory_mode()
                ):
                    self._refuse_direct_write(vals)
        return super().create(vals_list)

    def write(self, vals):
        if LEDGER_FIELDS & vals.keys() and not self.env.su:
            self._refuse_direct_write(vals)
        return super().write(vals)

    @api.depends("quantity", "reserved_quantity")
    def _compute_available_quantity(self):
        result = super()._compute_available_quantity()
        scope = self.env["quality.hold.gate"]._peek_scope(self.product_id)
        zones = self.env["stock.location"]._get_zone_map()
        for quant in self:
            place = quant.location_id
            if place.id in zones or scope.find(
                quant.product_id.id,
                quant.lot_id.id,
                place.company_id.id,
                place.parent_path or "",
            ):
                quant.available_quantity = 0.0
        return result

    def _refuse_direct_write(self, vals):
        """Refuse what would move stock without a movement, whoever asks (RPC, import).

        An empty line prepared for a count is let through.
        """
        if not self and not {"quantity", "reserved_quantity"} & vals.keys():
            return
        if not self and not vals.get("quantity") and not vals.get("reserved_quantity"):
            return
        raise UserError(
            self.env._(
                "Stock quantities are changed by transfers and counts only. Make a "
                "transfer, or count the stock under Physical Inventory."
            )
        )

    def _get_reserve_quantity(
        self,
        product_id,
        location_id,
        quantity,
        uom_id=None,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
    ):
        """Reserve only what is neither held nor in a zone, so that other lots serve.

        Never for a negative quantity: giving back a reservation must always work.
        """
        options = (uom_id, lot_id, package_id, owner_id, strict)
        if quantity <= 0:
            return super()._get_reserve_quantity(
                product_id, location_id, quantity, *options
            )
        scope = self.env["quality.hold.gate"]._get_scope(product_id)
        hidden = self._get_hidden_domain(product_id, location_id, scope)
        quants = self
        if hidden is not None:
            # the cache of quants would bypass the domain
            quants = self.with_context(quality_hidden=hidden, quants_cache=None)
        reserved = super(StockQuant, quants)._get_reserve_quantity(
            product_id, location_id, quantity, *options
        )
        if hidden is not None:
            reserved = [(quant.with_env(self.env), qty) for quant, qty in reserved]
        return self._cut_to_free(product_id, reserved, scope)

    def _get_gather_domain(
        self,
        product_id,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
    ):
        domain = super()._get_gather_domain(
            product_id, location_id, lot_id, package_id, owner_id, strict
        )
        hidden = self.env.context.get("quality_hidden")
        return domain & ~hidden if isinstance(hidden, Domain) else domain

    def _get_available_quantity(
        self,
        product_id,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
        allow_negative=False,
    ):
        """Show no held stock as available; the ledger's own (strict) questions see all."""
        quants = self
        if not strict and not isinstance(
            self.env.context.get("quality_hidden"), Domain
        ):
            scope = self.env["quality.hold.gate"]._peek_scope(product_id)
            hidden = self._get_hidden_domain(product_id, location_id, scope)
            if hidden is not None:
                quants = self.with_context(quality_hidden=hidden, quants_cache=None)
        return super(StockQuant, quants)._get_available_quantity(
            product_id,
            location_id,
            lot_id,
            package_id,
            owner_id,
            strict,
            allow_negative,
        )

    @api.model
    def _update_available_quantity(
        self,
        product_id,
        location_id,
        quantity=False,
        reserved_quantity=False,
        lot_id=None,
        package_id=None,
        owner_id=None,
        in_date=None,
    ):
        """The one door through which stock leaves a place: ask here, whoever comes."""
        if quantity and quantity < 0 and location_id.usage in PHYSICAL:
            passage = self.env.context.get("quality_passage")
            if not isinstance(passage, Passage):
                passage = Passage(self.env["stock.move.line"])
            passage.check(product_id, location_id, lot_id, -quantity)
        return super()._update_available_quantity(
            product_id,
            location_id,
            quantity,
            reserved_quantity,
            lot_id,
            package_id,
            owner_id,
            in_date,
        )

    @api.model
    def _get_hidden_domain(self, product_id, location_id, scope):
        """Domain of the quants at or below a location that may not be reserved, or None.

        :param scope: :class:`HeldScope` that answers for the product
        """
        Location = self.env["stock.location"]
        domains = []
        if location_id.id in Location._get_zone_ancestors():
            inside = location_id._get_zone()
            zones = Location._get_zone_map()
            if not inside:
                domains.append(Domain("location_id", "in", list(zones)))
        held = self._get_held_domain(product_id, scope)
        domains += [] if held is None else [held]
        return Domain.OR(domains) if domains else None

    @api.model
    def _get_held_domain(self, product_id, scope):
        """Domain of the product's quants that holds keep, or None."""
        domains, grouped = [], {}
        for item in scope.items(product_id.id):
            key = (item.company_id, item.location_ids, item.lot_id is None)
            grouped.setdefault(key, []).append(item.lot_id)
        for (company_id, location_ids, whole), lot_ids in grouped.items():
            domain = Domain("company_id", "in", [company_id, False])
            if not whole:
                domain &= Domain("lot_id", "in", lot_ids)
            if location_ids:
                domain &= Domain("location_id", "child_of", list(location_ids))
            domains.append(domain)
        return Domain.OR(domains) if domains else None

    @api.model
    def _cut_to_free(self, product_id, reserved, scope):
        """Cut [(quant, quantity)] so that on hand - reserved - held stays above zero."""
        for item in scope.quantities(product_id.id):
            on_hand, taken = self._get_balance(item)
            free = on_hand - taken - item.kept_quantity
            cut = []
            for quant, quantity in reserved:
                place = quant.location_id
                counted = place.usage == "internal" and not place._is_in_zone()
                if counted and item.covers_place(
                    place.company_id.id, place.parent_path
                ):
                    quantity = min(quantity, free)
                    free -= quantity
                if product_id.uom_id.compare(quantity, 0) > 0:
                    cut.append((quant, quantity))
            reserved = cut
        return reserved

    @api.model
    def _get_balance(self, item):
        """Return (on hand, reserved) in the places of a held quantity, zones left out."""
        # what other companies' users may not see counts as well
        rows = self.sudo()._read_group(
            self._get_balance_domain(item),
            [],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        return rows[0][0] or 0.0, rows[0][1] or 0.0

    @api.model
    def _get_balance_domain(self, item):
        """Domain of the quants among which a held quantity is."""
        domain = (
            Domain("product_id", "=", item.product_id)
            & Domain("location_id.usage", "=", "internal")
            & Domain("company_id", "=", item.company_id)
            & Domain(
                "location_id",
                "not in",
                list(self.env["stock.location"]._get_zone_map()),
            )
        )
        if item.location_ids:
            domain &= Domain("location_id", "child_of", list(item.location_ids))
        return domain
