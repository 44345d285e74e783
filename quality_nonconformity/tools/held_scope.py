"""What stands on hold for a set of products, as plain values.

A scope is read once, under the lock of the products' gates, and handed down in the
context to every check of one operation. No ORM here: locations come as the id of
their company and their parent path.
"""

from collections import defaultdict
from typing import NamedTuple


class HeldItem(NamedTuple):
    """One hold × product, or × lot.

    ``lot_id`` None: the whole product. ``quantity`` > 0: only that much of it;
    ``is_moved``: that much lies in a zone, the rest must not be overdrawn.
    ``paths``: parent paths of the locations the hold is narrowed to; empty: everywhere.
    """

    hold_id: int
    product_id: int
    lot_id: int | None
    lot_name: str | None
    quantity: float
    company_id: int
    location_ids: tuple[int, ...] = ()
    paths: tuple[str, ...] = ()
    is_moved: bool = False

    @property
    def kept_quantity(self):
        """What must stay in the places of the hold, outside of zones."""
        return 0.0 if self.is_moved else self.quantity

    def covers_place(self, company_id, path):
        """Whether goods at a location (its company's id or False, its path) are held."""
        if company_id and company_id != self.company_id:
            return False
        return not self.paths or path.startswith(self.paths)


class HeldScope:
    """Answer what is held, for the products it was read for."""

    __slots__ = ("product_ids", "epoch", "_whole", "_lots", "_quantities")

    def __init__(self, product_ids, items, epoch=0):
        """Keep ``items`` of ``product_ids``; ``epoch`` counts the transaction's changes.

        A hold changed within the same transaction makes older scopes worthless.
        """
        self.product_ids = frozenset(product_ids)
        self.epoch = epoch
        self._whole = defaultdict(list)
        self._lots = defaultdict(list)
        self._quantities = defaultdict(list)
        for item in items:
            if item.quantity > 0:
                self._quantities[item.product_id].append(item)
            elif item.lot_id is None:
                self._whole[item.product_id].append(item)
            else:
                self._lots[item.product_id].append(item)

    def __bool__(self):
        return bool(self._whole or self._lots or self._quantities)

    def answers(self, product_ids, epoch):
        """Whether the scope was read for all of these products, in this epoch."""
        return self.epoch == epoch and self.product_ids.issuperset(product_ids)

    def concerns(self, product_id):
        """Whether anything of the product is held."""
        return (
            product_id in self._whole
            or product_id in self._lots
            or product_id in self._quantities
        )

    def find(self, product_id, lot_id, company_id, path, lot_name=None):
        """Return the items that hold this lot (or lot-less stock) at this place."""
        found = [
            item
            for item in self._whole.get(product_id, ())
            if item.covers_place(company_id, path)
        ]
        if lot_id or lot_name:
            found += [
                item
                for item in self._lots.get(product_id, ())
                if (item.lot_id == lot_id if lot_id else item.lot_name == lot_name)
                and item.covers_place(company_id, path)
            ]
        return found

    def find_any_lot(self, product_id, company_id, path):
        """Return the items that hold some lot of the product at this place."""
        return [
            item
            for item in self._lots.get(product_id, ())
            if item.covers_place(company_id, path)
        ]

    def items(self, product_id):
        """Return the items that hold the whole product or lots of it."""
        return [*self._whole.get(product_id, ()), *self._lots.get(product_id, ())]

    def quantities(self, product_id):
        """Return the items that hold a quantity where it is."""
        return self._quantities.get(product_id, [])
