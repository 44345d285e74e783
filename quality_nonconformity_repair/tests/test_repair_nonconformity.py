"""Findings at a repair: what is repaired, and the parts put into it [NC-02]."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.quality_nonconformity.tests.common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestRepairNonconformity(NonconformityCommon):
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
                "partner_id": cls.customer.id,
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

    def test_what_is_repaired(self):
        action = self.repair.with_user(self.worker).action_report_nonconformity()
        self.assertEqual(action["res_model"], "quality.nonconformity")
        vals = self.env["quality.nonconformity"]._prepare_vals_from(self.repair)
        source = self.env["quality.nonconformity"].create(
            vals | {"description": "Motor burnt"}
        )
        self.assertRecordValues(
            source,
            [
                {
                    "product_id": self.pump.id,
                    "lot_ids": self.pump_lot.ids,
                    "quantity": 1,
                    "partner_id": self.customer.id,
                    "detection_point": "customer_return",
                }
            ],
        )
        self.assertEqual(self.repair.nonconformity_count, 1)

    def test_parts_are_offered_too(self):
        self.repair.action_validate()
        action = self.repair.with_user(self.worker).action_report_nonconformity()
        self.assertEqual(action["res_model"], "quality.nonconformity.report")
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(dialog.line_ids.product_id, self.pump | self.product)
        part = dialog.line_ids.filtered(lambda row: row.product_id == self.product)
        self.assertEqual((part.lot_id, part.quantity), (self.lot_a, 2))
