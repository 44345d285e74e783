"""What stands on hold, as plain values."""

from odoo.tests import BaseCase, tagged

from ..tools.held_scope import HeldItem, HeldScope

GLOVE, SWAB, OTHER = 1, 2, 3
LOT_A, LOT_B = 11, 12
COMPANY, SISTER = 1, 2
SHELF, STOCK = "1/7/8/9/", "1/7/8/"


def item(product=GLOVE, lot=None, quantity=0.0, paths=(), name=None):
    return HeldItem(5, product, lot, name, quantity, COMPANY, (9,) * len(paths), paths)


@tagged("post_install", "-at_install")
class TestHeldScope(BaseCase):
    def test_nothing_held(self):
        scope = HeldScope([GLOVE], [])
        self.assertFalse(scope)
        self.assertFalse(scope.concerns(GLOVE))
        self.assertEqual(scope.find(GLOVE, LOT_A, COMPANY, STOCK), [])

    def test_answers_for_what_was_read(self):
        scope = HeldScope([GLOVE, SWAB], [], epoch=2)
        self.assertTrue(scope.answers({GLOVE}, 2))
        self.assertTrue(scope.answers(set(), 2))
        self.assertFalse(scope.answers({GLOVE, OTHER}, 2))
        self.assertFalse(scope.answers({GLOVE}, 3), "a hold changed since")

    def test_lot(self):
        scope = HeldScope([GLOVE], [item(lot=LOT_A, name="A")])
        self.assertTrue(scope and scope.concerns(GLOVE))
        self.assertTrue(scope.find(GLOVE, LOT_A, COMPANY, STOCK))
        self.assertFalse(scope.find(GLOVE, LOT_B, COMPANY, STOCK))
        self.assertFalse(scope.find(GLOVE, None, COMPANY, STOCK), "stock without lot")
        self.assertFalse(scope.find(SWAB, LOT_A, COMPANY, STOCK))

    def test_lot_by_its_name(self):
        """A receipt or drop shipment names the lot before it is a record."""
        scope = HeldScope([GLOVE], [item(lot=LOT_A, name="A")])
        self.assertTrue(scope.find(GLOVE, None, COMPANY, STOCK, lot_name="A"))
        self.assertFalse(scope.find(GLOVE, None, COMPANY, STOCK, lot_name="B"))

    def test_whole_product(self):
        scope = HeldScope([GLOVE], [item()])
        for lot in (LOT_A, LOT_B, None):
            self.assertTrue(scope.find(GLOVE, lot, COMPANY, STOCK))

    def test_place_and_company(self):
        scope = HeldScope([GLOVE], [item(paths=(SHELF,))])
        self.assertTrue(scope.find(GLOVE, None, COMPANY, SHELF))
        self.assertTrue(scope.find(GLOVE, None, COMPANY, SHELF + "10/"))
        self.assertTrue(scope.find(GLOVE, None, False, SHELF), "place of no company")
        self.assertFalse(scope.find(GLOVE, None, COMPANY, STOCK))
        self.assertFalse(scope.find(GLOVE, None, COMPANY, "1/7/8/99/"))
        self.assertFalse(scope.find(GLOVE, None, SISTER, SHELF))

    def test_quantity_blocks_no_lot(self):
        scope = HeldScope([SWAB], [item(SWAB, quantity=3)])
        self.assertTrue(scope.concerns(SWAB))
        self.assertFalse(scope.find(SWAB, None, COMPANY, STOCK))
        self.assertFalse(scope.items(SWAB))
        self.assertEqual([held.quantity for held in scope.quantities(SWAB)], [3])
