from odoo.tests import HttpCase, tagged

from .common import HoldCommon


@tagged("post_install", "-at_install")
class TestHoldTours(HoldCommon, HttpCase):
    """In the browser: place a hold by a scan, and meet it in a transfer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.barcode = "9521234567899"
        cls.tour_a, cls.tour_b = cls._lots("TOUR-A", "TOUR-B")
        cls._put(10, cls.tour_a)

    def test_place_by_scan(self):
        picking = self._transfer(4)
        self.assertEqual(picking.move_line_ids.lot_id, self.tour_a)
        self._put(5, self.tour_b)
        self.start_tour(
            f"/odoo/action-stock.action_production_lot_form/{self.tour_a.id}",
            "quality_hold_place",
            login="hold_inspector",
        )
        hold = self.env["quality.hold"].search([("lot_ids", "in", self.tour_b.ids)])
        self.assertRecordValues(
            hold,
            [
                {
                    "state": "placed",
                    "reason": "Seal torn",
                    "lot_ids": (self.tour_a | self.tour_b).ids,
                    "placed_by_id": self.inspector.id,
                }
            ],
        )
        self.assertFalse(picking.move_line_ids)

    def test_transfer_is_refused(self):
        picking = self._transfer(4)
        hold = self._hold(self.tour_a, reason="Seal torn")
        self.env.invalidate_all()
        self.assertTrue(picking.on_hold)
        # someone forces the held lot in behind the ORM's back
        self.env.cr.execute(
            """
            INSERT INTO stock_move_line (move_id, picking_id, product_id, lot_id,
                location_id, location_dest_id, quantity, quantity_product_uom,
                product_uom_id, company_id, state, picked, date)
            VALUES (%s, %s, %s, %s, %s, %s, 4, 4, %s, %s, 'assigned', TRUE, now())
            """,
            [
                picking.move_ids.id,
                picking.id,
                self.product.id,
                self.tour_a.id,
                self.stock.id,
                self.customers.id,
                self.product.uom_id.id,
                self.company.id,
            ],
        )
        self.env.cr.execute(
            "UPDATE stock_move SET quantity = 4, picked = TRUE WHERE id = %s",
            [picking.move_ids.id],
        )
        self.env.invalidate_all()
        picking.move_ids._recompute_state()
        self.start_tour(
            f"/odoo/action-stock.action_picking_tree_all/{picking.id}",
            "quality_hold_refused",
            login="hold_worker",
        )
        self.env.invalidate_all()
        self.assertNotEqual(picking.state, "done")
        self.assertEqual(self._on_hand(lot=self.tour_a), 10)
        self.assertEqual(hold.state, "placed")
