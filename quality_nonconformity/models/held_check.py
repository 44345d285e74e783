"""May these goods leave this place? The one answer for every door."""

from odoo.exceptions import UserError
from odoo.fields import Domain

#: usages of locations whose stock is ours and stands somewhere
PHYSICAL = ("internal", "transit")


class Passage:
    """Goods on their way out of a place, by a move line (or none: then nowhere known).

    An object of this class in a context comes from this server's code only.
    """

    __slots__ = ("line",)

    def __init__(self, line):
        self.line = line

    def check(self, product, location, lot, quantity):
        """Refuse to take ``quantity`` (product's unit) of a lot out of ``location``.

        :raises UserError: held goods with no allowed destination; goods of a zone
            without a decision
        """
        env = product.env
        scope = env["quality.hold.gate"]._get_scope(product)
        if scope.concerns(product.id):
            items = scope.find(
                product.id,
                lot.id if lot else None,
                location.company_id.id,
                location.parent_path,
            )
            if items and not self.is_allowed(location, items):
                raise held_error(env, items, product, lot, location, self.destination)
            if not lot:
                self._check_lotless(scope, product, location, quantity)
            self._check_quantities(scope, product, location, quantity)
        if location._is_in_zone() and not self.is_exit_allowed(location):
            raise exit_error(env, product, lot, location)

    @property
    def destination(self):
        return self.line.location_dest_id

    def is_allowed(self, location, items):
        """Whether held goods may take this way: stay, enter a zone, or by decision."""
        destination = self.destination
        if not destination:
            return False
        if destination.id == location.id:
            return True
        companies = {item.company_id for item in items}
        if destination._is_in_zone() and destination.company_id.id in companies:
            return True
        holds = self.line.env["quality.hold"].browse({item.hold_id for item in items})
        return self.line._is_hold_exempt(holds)

    def is_exit_allowed(self, location):
        """Whether goods may leave the zone that ``location`` lies in."""
        destination = self.destination
        if not destination:
            return False
        stays = destination._is_in_zone() and (
            destination.company_id == location.company_id
        )
        return stays or self.line._is_zone_exit_authorised()

    def _check_lotless(self, scope, product, location, quantity):
        """Goods of no named lot leave only if there are that many without lot."""
        env = product.env
        items = scope.find_any_lot(
            product.id, location.company_id.id, location.parent_path
        )
        if not items or self.is_allowed(location, items):
            return
        # as superuser: what the user may not see lies there as well
        rows = (
            env["stock.quant"]
            .sudo()
            ._read_group(
                Domain("product_id", "=", product.id)
                & Domain("location_id", "=", location.id)
                & Domain("lot_id", "=", False),
                [],
                ["quantity:sum"],
            )
        )
        if product.uom_id.compare(quantity, rows[0][0] or 0.0) > 0:
            raise lotless_error(env, items, product, location)

    def _check_quantities(self, scope, product, location, quantity):
        env = product.env
        place = (location.company_id.id, location.parent_path)
        destination = self.destination
        for item in scope.quantities(product.id):
            # the balance below counts internal places outside of zones
            if location.usage != "internal" or location._is_in_zone():
                break
            if not item.covers_place(*place):
                continue
            inside = destination and (
                destination._is_in_zone()
                and destination.company_id == location.company_id
                or destination.usage == "internal"
                and item.covers_place(
                    destination.company_id.id, destination.parent_path
                )
            )
            if inside or (
                self.line
                and self.line._is_hold_exempt(env["quality.hold"].browse(item.hold_id))
            ):
                continue
            # two takers at once would each see enough: let one of them fail and retry
            env["quality.hold.gate"]._bump(product)
            on_hand, _reserved = env["stock.quant"]._get_balance(item)
            if product.uom_id.compare(on_hand - quantity, item.kept_quantity) < 0:
                raise held_error(env, [item], product, None, location, destination)


def held_error(env, items, product, lot, location, destination):
    """Return the error that says what is held, why, and what to do."""
    holds = env["quality.hold"].sudo().browse({item.hold_id for item in items})
    open_holds = holds.filtered(lambda hold: not hold.confidential)
    goods = product.display_name
    if lot:
        goods = env._("%(product)s, lot %(lot)s", product=goods, lot=lot.display_name)
    if holds.filtered("quantity"):
        goods = env._(
            "%(quantity)s of %(product)s", quantity=holds[0].quantity, product=goods
        )
    if destination and destination.usage == "inventory":
        advice = env._(
            "If less was counted or goods are spoiled, report it to quality as a "
            "nonconformity; they decide on scrap and write-off."
        )
    else:
        advice = env._(
            "Take other goods, move these to a quality zone, or ask a quality officer to "
            "release the hold."
        )
    return UserError(
        env._(
            "On hold (%(holds)s): %(goods)s must stay in %(location)s.\nReason: "
            "%(reason)s\n%(advice)s",
            holds=", ".join(holds.mapped("name")),
            goods=goods,
            location=location.display_name,
            reason="; ".join(open_holds.mapped("reason")) or env._("confidential"),
            advice=advice,
        )
    )


def lotless_error(env, items, product, location):
    holds = env["quality.hold"].sudo().browse({item.hold_id for item in items})
    return UserError(
        env._(
            "Lots of %(product)s in %(location)s are on hold (%(holds)s), and there is "
            "less stock without lot than you take. Say which lot leaves, or count the "
            "stock.",
            product=product.display_name,
            location=location.display_name,
            holds=", ".join(holds.mapped("name")),
        )
    )


def exit_error(env, product, lot, location):
    goods = product.display_name
    if lot:
        goods = env._("%(product)s, lot %(lot)s", product=goods, lot=lot.display_name)
    return UserError(
        env._(
            "%(goods)s lies in the zone %(zone)s, which goods leave by decision only: a "
            "disposition, a zone release signed by a quality officer, or the release of "
            "its hold. Ask quality for one, then validate its transfer.",
            goods=goods,
            zone=location.display_name,
        )
    )


def done_error(env, line):
    zone = line.location_dest_id._get_zone() or line.location_id._get_zone()
    return UserError(
        env._(
            "A transfer that is done cannot be changed where goods cross the border of "
            "%(zone)s (%(goods)s). Make a new transfer for the difference, for the "
            "keepers to validate; out of the zone it needs a decision of quality.",
            zone=zone.display_name,
            goods=line.product_id.display_name,
        )
    )


def keeper_error(env, zone):
    keepers = zone.sudo().keeper_ids
    return UserError(
        env._(
            "Only its keepers move goods into or out of %(zone)s. Ask %(keepers)s to "
            "validate.",
            zone=zone.display_name,
            keepers=", ".join(keepers.mapped("name")) or env._("a quality officer"),
        )
    )
