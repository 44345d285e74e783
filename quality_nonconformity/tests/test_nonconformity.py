from odoo.tests import tagged

from .common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestNonconformity(NonconformityCommon):
    def test_main_journey(self):
        """100 received, 40 bad: returned, reworked, downgraded, scrapped; closed."""
        cheap = self._product("Glove, second choice", tracking="lot")
        receipt = self._receive(100, self.lot_a)
        source = self._nonconformity(
            40, self.lot_a, picking_id=receipt.id, supplier_id=self.supplier.id
        )
        self.assertEqual(source.state, "isolated")
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 40)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 60)
        self.assertTrue(self.lot_a.on_hold)

        dispositions = (
            self._dispose(source, "return_supplier", 10)
            | self._dispose(source, "rework", 20)
            | self._dispose(source, "downgrade", 5, target_product_id=cheap.id)
            | self._dispose(source, "scrap", 5)
        )
        self._carry_out(dispositions)
        self.assertEqual(source.state, "verification")
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 0)
        self.assertEqual(self._on_hand(self.inspection, self.lot_a), 0)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 80)
        self.assertEqual(self._on_hand(self.stock, product=cheap), 5)
        self.assertEqual(receipt.purchase_id.order_line.qty_received, 90)
        source.with_user(self.officer)._close()
        self.assertEqual(source.state, "closed")
        self.assertFalse(self.lot_a.on_hold)
