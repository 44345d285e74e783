from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .standing_goods import StandingGoods
from .zone_pass import with_zone_pass


class QualityNonconformityGoods(models.Model):
    """Which goods are isolated: found in stock, or named by the user and checked."""

    _inherit = "quality.nonconformity"

    def _create_lines(self, vals_list):
        """Create lines of isolated goods, past the guard that stops users."""
        Line = with_zone_pass(self.env["quality.nonconformity.line"])
        lines = Line.create(
            [vals | {"nonconformity_id": self.id} for vals in vals_list]
        )
        return lines.with_env(self.env)

    def _prepare_line_vals(self, lots=None):
        """Return values of lines that make up what is not isolated yet.

        Free stock goes first, so that as few transfers as possible lose goods.

        :param lots: only goods of these; default all of the nonconformity
        """
        self.ensure_one()
        unit = self.product_uom_id
        wanted = self.product_quantity - sum(self.line_ids.mapped("quantity"))
        quants = self._find_quants(lots or self.lot_ids)
        left = self._subtract_claims(quants)
        shares = dict.fromkeys(quants, 0.0)
        for __, group in quants.grouped(self._rank_quant).items():
            for reserved in (False, True):
                for quant in group:
                    free = max(left[quant] - quant.reserved_quantity, 0.0)
                    share = min(wanted, left[quant] if reserved else free)
                    if unit.compare(share, 0) > 0:
                        shares[quant] += share
                        left[quant] -= share
                        wanted -= share
        return [
            self._prepare_quant_line_vals(quant, unit.round(share))
            for quant, share in shares.items()
            if share
        ]

    def _prepare_quant_line_vals(self, quant, quantity):
        return {
            "lot_id": quant.lot_id.id,
            "package_id": quant.package_id.id,
            "owner_id": quant.owner_id.id,
            "location_id": quant.location_id.id,
            "quantity": quantity,
        }

    def _find_quants(self, lots):
        """Stock of the goods, in the order in which it is taken."""
        domain = (
            Domain("product_id", "=", self.product_id.id)
            & Domain("location_id.usage", "in", ("internal", "transit"))
            & Domain("company_id", "=", self.company_id.id)
            & Domain("quantity", ">", 0)
        )
        if lots:
            domain &= Domain("lot_id", "in", lots.ids)
        quants = self.env["stock.quant"].search(domain, order="in_date, id")
        return quants.sorted(self._rank_quant)

    def _rank_quant(self, quant):
        """Order of places: where the transfer put them, what its hold has set apart,
        stock, goods on their way, at last goods that wait in zones for other reasons.
        """
        place = quant.location_id
        if place in self.picking_id.move_line_ids.location_dest_id:
            return 0
        if place._is_in_zone():
            kept = self.hold_id or self.origin_model == "quality.hold"
            return 1 if kept else 4
        return 2 if place.usage == "internal" else 3

    def _subtract_claims(self, quants):
        """Return {quant: what of it nobody has isolated yet}."""
        claimed = self._get_claimed_quantities()
        left = {}
        for quant in quants[::-1]:  # claims rest on what would be taken last
            key = (quant.location_id, quant.lot_id, quant.owner_id)
            taken = min(claimed.get(key, 0.0), quant.quantity)
            if taken:
                claimed[key] -= taken
            left[quant] = quant.quantity - taken
        return left

    def _get_claimed_quantities(self):
        """What is dealt with already, as {(location, lot, owner): quantity}.

        Goods that open nonconformities, this one too, keep in a zone or have handed in
        for inspection, and goods that this one has judged and given back to stock.
        """
        lines = self.env["quality.nonconformity.line"].search(
            Domain("product_id", "=", self.product_id.id)
            & Domain("zone_id", "!=", False)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("nonconformity_id", "any", self._get_open_domain())
        )
        claimed = {}
        for line in lines:
            places = line._get_places(settled=line.nonconformity_id == self)
            for place, quantity in places:
                key = (place, line.lot_id, line.owner_id)
                claimed[key] = claimed.get(key, 0.0) + quantity
        return claimed

    def _check_lines_given(self):
        """Refuse goods named by the user that are not there, or not his to name.

        :raises UserError: says which goods, and why
        """
        self.ensure_one()
        stands = StandingGoods(self.env, self.product_id, self.line_ids.location_id)
        claimed = self._get_claimed_quantities()
        for (place, lot, owner), quantity in claimed.items():
            stands.take(place, lot, owner, quantity)
        for line in self.line_ids:
            line._check_named()
            found = stands.take(
                line.location_id,
                line.lot_id,
                line.owner_id,
                line.quantity,
                only=line.package_id,
            )
            short = line.quantity - sum(share for __, share in found)
            if line.uom_id.compare(short, 0) > 0:
                raise UserError(
                    self.env._(
                        "%(short)g %(uom)s of %(goods)s are not in %(place)s, or another "
                        "nonconformity has isolated them. Correct the list, or clear "
                        "it: the goods are then looked up.",
                        short=short,
                        uom=line.uom_id.name,
                        goods=line._get_goods_label(),
                        place=line.location_id.display_name,
                    )
                )
