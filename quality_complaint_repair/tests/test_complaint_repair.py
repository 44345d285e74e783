from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.quality_complaint.tests.common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestComplaintRepair(ComplaintCommon):
    """The repair that was promised is an order of the workshop [CO-36]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pump = cls._product("Pump", tracking="serial")
        cls.serial = cls._lots("P1", product=cls.pump)
        cls.case = cls._investigated(
            kind_id=cls.failure.id,
            product_id=cls.pump.id,
            lot_ids=[Command.set(cls.serial.ids)],
        )
        cls.line = cls._solution(cls.case, "repair", note="Change the valve")
        cls.case._solve()

    def test_repair_order(self):
        self.line._start()
        order = self.env["repair.order"].browse(self.line.res_id)
        self.assertEqual(self.line.res_model, "repair.order")
        self.assertRecordValues(
            order,
            [
                {
                    "state": "draft",
                    "partner_id": self.customer.id,
                    "product_id": self.pump.id,
                    "lot_id": self.serial.id,
                    "product_qty": 1,
                }
            ],
        )
        self.assertIn("Change the valve", order.internal_notes)
        self.assertFalse(order.under_warranty)
        with self.assertRefused("not finished"):
            self.line._finish("Repaired.")
        self.assertEqual(self.line.state, "started")

    def test_done_with_the_repair(self):
        self._put(1, self.serial)
        self.line._start()
        order = self.env["repair.order"].browse(self.line.res_id)
        order.location_id = self.stock
        order.action_validate()
        order.action_repair_start()
        order.action_repair_end()
        self.assertEqual(order.state, "done")
        self.line.invalidate_recordset()
        self.line._finish()
        self.assertEqual((self.line.state, self.line.result), ("done", order.name))

    def test_own_fault_is_under_warranty(self):
        self.case.responsible_party = "own"
        self.line._start()
        order = self.env["repair.order"].browse(self.line.res_id)
        self.assertTrue(order.under_warranty)

    def test_cancelled_with_the_solution(self):
        self.line._start()
        order = self.env["repair.order"].browse(self.line.res_id)
        self.line._cancel("The customer wants a new one.")
        self.assertEqual((self.line.state, order.state), ("cancelled", "cancel"))
        other = self._solution(self.case, "repair")
        other._start()
        order = self.env["repair.order"].browse(other.res_id)
        order._action_repair_confirm()
        self.assertEqual(order.state, "confirmed")
        with self.assertRefused("is under way"):
            other._cancel("Not any more.")
        self.assertEqual(other.state, "started")

    def test_staff_open_transfers_with_their_repairs(self):
        picking = self._sell(1, self.lot_a).picking_ids
        form = Form(picking.with_user(self.handler))
        self.assertEqual(form.state, "done")
