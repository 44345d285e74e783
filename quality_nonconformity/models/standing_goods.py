"""What stands where, while an engine method goes on taking from it."""

from odoo.fields import Domain


class StandingGoods:
    """Stock of one product in some places, read by one query.

    ``take`` reduces what the next call finds: rows of one step never count the same
    goods twice.
    """

    def __init__(self, env, product, places):
        quants = env["stock.quant"].search(
            Domain("product_id", "=", product.id)
            & Domain("location_id", "in", places.ids)
            & Domain("quantity", ">", 0),
            order="in_date, id",
        )
        self._uom = product.uom_id
        self._left = {quant: quant.quantity for quant in quants}
        self._quants = quants.grouped(
            lambda quant: (quant.location_id.id, quant.lot_id.id, quant.owner_id.id)
        )

    def take(self, place, lot, owner, quantity, prefer=None, only=None):
        """Return ``[(package, share)]`` of what is there, up to ``quantity``.

        :param prefer: package to take from first; then loose goods, then others
        :param only: take from this package and no other (empty record: loose goods)
        """
        shares = []
        for quant in self._get_candidates(place, lot, owner, prefer, only):
            share = min(quantity, self._left[quant])
            if self._uom.compare(share, 0) > 0:
                self._left[quant] -= share
                quantity -= share
                shares.append((quant.package_id, self._uom.round(share)))
        return shares

    def _get_candidates(self, place, lot, owner, prefer, only):
        quants = self._quants.get((place.id, lot.id, owner.id), ())
        if only is not None:
            return [quant for quant in quants if quant.package_id == only]
        return sorted(
            quants,
            key=lambda quant: (
                bool(prefer) and quant.package_id != prefer,
                bool(quant.package_id),
            ),
        )
