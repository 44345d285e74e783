from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.quality_nonconformity.tests.common import HoldCommon


@tagged("post_install", "-at_install")
class TestRepair(HoldCommon):
    """Repairs take no held parts; quality staff open the lots, and change nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(10, cls.lot_a)
        cls.pump = cls._product("Pump", tracking="serial")
        cls.pump_lot = cls._lots("P1", product=cls.pump)
        cls._put(1, cls.pump_lot)
        cls.repair = cls.env["repair.order"].create(
            {
                "product_id": cls.pump.id,
                "lot_id": cls.pump_lot.id,
                "product_qty": 1,
                "picking_type_id": cls.warehouse.repair_type_id.id,
                "move_ids": [
                    Command.create(
                        {
                            "repair_line_type": "add",
                            "product_id": cls.product.id,
                            "product_uom_qty": 2,
                        }
                    )
                ],
            }
        )

    def _do_repair(self):
        self.repair.action_validate()
        self.repair.action_repair_start()
        self.repair.move_ids.quantity = 2
        self.repair.move_ids.picked = True

    def test_read_only(self):
        auditor = self._user("hold_auditor", "quality_base.group_quality_auditor")
        for user in (self.inspector, auditor):
            with self.subTest(user.login):
                Form(self.lot_a.with_user(user))
                Form(self.pump_lot.with_user(user))
                repair = self.repair.with_user(user)
                self.assertEqual(repair.product_qty, 1)
                with self.assertRaises(AccessError):
                    repair.product_qty = 2

    def test_good_parts_are_used(self):
        self._do_repair()
        self.repair.action_repair_end()
        self.assertEqual(self.repair.state, "done")
        self.assertEqual(self._on_hand(lot=self.lot_a), 8)

    def test_held_parts_are_not_used(self):
        self._do_repair()
        self._hold(self.lot_a)
        self.assertFalse(self.repair.move_ids.move_line_ids, "taken off the repair")
        with self.assertRefused():
            self.env["stock.move.line"].with_user(self.worker).create(
                {
                    "move_id": self.repair.move_ids.id,
                    "product_id": self.product.id,
                    "lot_id": self.lot_a.id,
                    "quantity": 2,
                    "picked": True,
                    "location_id": self.stock.id,
                    "location_dest_id": self.repair.move_ids.location_dest_id.id,
                }
            )
        self.assertEqual(self._on_hand(lot=self.lot_a), 10)

    def test_part_that_was_held_after_the_reservation(self):
        """Between the commit of a hold and its clean-up, the end of the repair asks."""
        self._do_repair()
        hold = self._hold(self.lot_a, place=False)
        hold._set_state("placed", placed_by_id=self.inspector.id)
        self.env["quality.hold.gate"]._bump(hold.scope_product_ids)
        with self.assertRefused("On hold", hold.name):
            self.repair.with_user(self.worker).action_repair_end()
