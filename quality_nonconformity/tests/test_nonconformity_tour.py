from odoo.tests import HttpCase, tagged

from .common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestNonconformityTour(NonconformityCommon, HttpCase):
    """In the browser: two clicks from a receipt to isolated goods."""

    def test_report_from_a_receipt(self):
        lot = self._lots("TOUR-N")
        receipt = self._receive(30, lot)
        self.start_tour(
            f"/odoo/action-stock.action_picking_tree_all/{receipt.id}",
            "quality_nonconformity_report",
            login="hold_worker",
        )
        source = self.env["quality.nonconformity"].search([("lot_ids", "in", lot.ids)])
        self.assertRecordValues(
            source,
            [
                {
                    "state": "isolated",
                    "description": "Boxes wet",
                    "quantity": 30,
                    "supplier_id": self.supplier.id,
                    "reporter_id": self.worker.id,
                }
            ],
        )
        self.assertEqual(self._on_hand(self.nonconforming, lot), 30)
