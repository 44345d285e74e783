from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import HoldCommon


@tagged("post_install", "-at_install")
class TestHoldExpired(HoldCommon):
    """RE-25: lots past their expiry are held by a daily job."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.use_expiration_date = True
        now = fields.Datetime.now()
        cls.lot_a.expiration_date = now - timedelta(days=1)
        cls.lot_b.expiration_date = now + timedelta(days=1)
        cls._put(10, cls.lot_a)
        cls._put(10, cls.lot_b)

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "quality_nonconformity.ir_cron_hold_expired"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _holds(self):
        return self.env["quality.hold"].search(
            [("kind", "=", "expired"), ("scope_product_ids", "in", self.product.ids)]
        )

    def test_expired_stock_is_held(self):
        self._run()
        hold = self._holds()
        self.assertRecordValues(
            hold,
            [{"state": "placed", "company_id": self.company.id, "kind": "expired"}],
        )
        self.assertEqual(hold.lot_ids & (self.lot_a | self.lot_b), self.lot_a)
        self.assertTrue(self.lot_a.on_hold)
        self.assertFalse(self.lot_b.on_hold)
        picking = self._transfer(15)
        self.assertEqual(picking.move_line_ids.lot_id, self.lot_b)

    def test_second_run_adds_nothing(self):
        self._run()
        holds = self._holds()
        self._run()
        self.assertEqual(self._holds(), holds)

    def test_held_for_another_reason_is_left_alone(self):
        self._hold(self.lot_a)
        self._run()
        self.assertFalse(self._holds())

    def test_held_on_one_shelf_is_held_everywhere(self):
        """A hold narrowed to a shelf leaves the expired rest of the lot loose."""
        self._hold(self.lot_a, location_ids=self.shelf)
        self._run()
        holds = self._holds()
        self.assertEqual(holds.lot_ids & self.lot_a, self.lot_a)
        self.assertFalse(self._transfer(15).move_line_ids.lot_id & self.lot_a)
        self._run()
        self.assertEqual(self._holds(), holds)

    def test_expired_goods_are_left_out_once(self):
        """Odoo leaves expired lots out of free stock already, held or in a zone."""
        past = fields.Datetime.now() - timedelta(days=1)
        self.lot_a.removal_date = past
        self.env.invalidate_all()
        self.assertEqual(
            (self.product.free_qty, self.product.virtual_available), (10, 10)
        )
        self._run()
        self.assertTrue(self.lot_a.on_hold)
        self.assertEqual(
            (self.product.free_qty, self.product.virtual_available), (10, 10)
        )
        lot = self._lots("Q")
        lot.removal_date = past
        self._put(4, lot, location=self.quarantine)
        self.env.invalidate_all()
        self.assertEqual(
            (self.product.free_qty, self.product.virtual_available), (10, 10)
        )
        self._hold(self.lot_b)
        self.env.invalidate_all()
        self.assertEqual(
            (self.product.free_qty, self.product.virtual_available), (0, 0)
        )

    def test_only_stock_in_normal_places(self):
        self.env["stock.quant"]._update_available_quantity(
            self.product, self.stock, -10, lot_id=self.lot_a
        )
        self._put(3, self.lot_a, location=self.quarantine)
        self._run()
        self.assertFalse(self._holds())

    def test_one_hold_for_many_lots_in_batches(self):
        lots = self._lots(*[f"E{n}" for n in range(5)])
        lots.expiration_date = fields.Datetime.now() - timedelta(hours=1)
        for lot in lots:
            self._put(1, lot)
        self._run()
        self.assertEqual(len(self._holds()), 1)
        self.assertLessEqual(lots | self.lot_a, self._holds().lot_ids)

    def test_each_company_its_own(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)]
        )
        lot = self._lots("FAR")
        lot.expiration_date = fields.Datetime.now() - timedelta(days=1)
        self._put(1, lot, location=warehouse.lot_stock_id)
        self._run()
        holds = self._holds()
        self.assertEqual(holds.company_id, self.company | company)
        far = holds.filtered(lambda hold: hold.company_id == company)
        self.assertEqual(far.lot_ids, lot)

    def test_officer_releases_after_the_date_is_corrected(self):
        self._run()
        self.lot_a.expiration_date = fields.Datetime.now() + timedelta(days=90)
        self._holds().with_user(self.officer)._release("Date was typed wrong")
        self._run()
        self.assertFalse(self.lot_a.on_hold)
