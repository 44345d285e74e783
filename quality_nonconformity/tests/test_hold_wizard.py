from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import HoldCommon


@tagged("post_install", "-at_install")
class TestHoldWizard(HoldCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(10, cls.lot_a)
        cls._put(5, cls.lot_b)
        cls.product.barcode = "9521234567899"
        cls.wizard = cls.env["quality.hold.wizard"].with_user(cls.inspector)

    def _placed(self, action):
        return self.env["quality.hold"].browse(action["res_id"])

    def test_scans_add_up_and_place(self):
        form = Form(self.wizard)
        form.scan = "(01)09521234567899(10)A"
        self.assertFalse(form.scan, "the field is empty for the next scan")
        self.assertIn("Glove", form.scan_found)
        form.scan = "B"
        self.assertEqual(form.lot_ids[:], self.lot_a | self.lot_b)
        form.reason = "Broken seal"
        hold = self._placed(form.save().action_place())
        self.assertRecordValues(
            hold,
            [{"state": "placed", "kind": "precautionary", "reason": "Broken seal"}],
        )
        self.assertEqual(hold.lot_ids, self.lot_a | self.lot_b)
        self.assertTrue(self.lot_a.on_hold)

    def test_same_scan_twice_counts_once(self):
        form = Form(self.wizard)
        form.scan = "A"
        form.scan = "A"
        self.assertEqual(len(form.lot_ids), 1)

    def test_scanner_without_focus(self):
        wizard = self.wizard.new({})
        wizard.on_barcode_scanned("A")
        self.assertEqual(wizard.lot_ids._origin, self.lot_a)

    def test_unknown_scan_says_so_and_keeps_the_rest(self):
        form = Form(self.wizard)
        form.scan = "A"
        form.scan = "UNKNOWN"
        self.assertIn("is no lot or serial number", form.scan_error)
        self.assertFalse(form.scan_found)
        self.assertEqual(form.lot_ids[:], self.lot_a)

    def test_preview_before_placing(self):
        picking = self._transfer(4)
        form = Form(self.wizard)
        self.assertFalse(form.preview)
        form.lot_ids = self.lot_a
        self.assertRegex(form.preview, r'data-situation="on_hand"[\s\S]*10\.00')
        self.assertRegex(form.preview, r'data-situation="reserved"[\s\S]*4\.00')
        self.assertFalse(self.lot_a.on_hold, "a preview holds nothing")
        self.assertEqual(picking.state, "assigned")

    def test_place_needs_goods_and_reason(self):
        wizard = self.wizard.create({"reason": "x"})
        with self.assertRaisesRegex(UserError, "Nothing is chosen"):
            wizard.action_place()
        wizard = self.wizard.create({"lot_ids": [Command.set(self.lot_a.ids)]})
        with self.assertRaisesRegex(UserError, "reason"):
            wizard.action_place()
        self.assertFalse(self.lot_a.on_hold)

    def test_manufacturer_and_period(self):
        maker = self.env["res.partner"].create({"name": "Maker"})
        self.lot_a.write({"manufacturer_id": maker.id, "production_date": "2025-03-01"})
        self.lot_b.write({"manufacturer_id": maker.id, "production_date": "2025-06-01"})
        wizard = self.wizard.create(
            {
                "by_maker": True,
                "manufacturer_id": maker.id,
                "production_to": "2025-04-01",
                "reason": "Contaminated water",
            }
        )
        wizard.action_add_period()
        self.assertEqual(wizard.lot_ids, self.lot_a)
        hold = self._placed(wizard.action_place())
        self.assertEqual(hold.lot_ids, self.lot_a)
        self.assertEqual(hold.manufacturer_id, maker)
        self.assertEqual(hold.production_to, date(2025, 4, 1))
        self.assertFalse(self.lot_b.on_hold)

    def test_period_without_choice_or_match(self):
        with self.assertRaisesRegex(UserError, "Choose a manufacturer"):
            self.wizard.create({}).action_add_period()
        with self.assertRaisesRegex(UserError, "No lot has this"):
            self.wizard.create(
                {"production_from": "1990-01-01", "production_to": "1990-02-01"}
            ).action_add_period()

    def test_draft(self):
        wizard = self.wizard.create(
            {"lot_ids": [Command.set(self.lot_a.ids)], "reason": "Wait"}
        )
        hold = self._placed(wizard.action_draft())
        self.assertEqual(hold.state, "draft")
        self.assertFalse(self.lot_a.on_hold)

    def test_quantity_of_untracked_product(self):
        self._put(20, product=self.loose)
        wizard = self.wizard.create(
            {
                "product_ids": [Command.set(self.loose.ids)],
                "quantity": 8,
                "reason": "Wet cartons",
            }
        )
        hold = self._placed(wizard.action_place())
        self.assertEqual(hold.quantity, 8)

    def test_from_lot_product_template_quant_picking(self):
        quant = self.env["stock.quant"].search(
            [("lot_id", "=", self.lot_a.id)], limit=1
        )
        picking = self._transfer(12)
        cases = (
            (self.lot_a, {"lot_ids": self.lot_a.ids}),
            (self.product, {"product_ids": self.product.ids}),
            (self.product.product_tmpl_id, {"product_ids": self.product.ids}),
            (quant, {"lot_ids": self.lot_a.ids}),
            (picking, {"lot_ids": (self.lot_a | self.lot_b).ids}),
        )
        for record, expected in cases:
            with self.subTest(record._name):
                action = record.with_user(self.inspector).action_put_on_hold()
                form = Form(self.wizard.with_context(**action["context"]))
                for name, ids in expected.items():
                    self.assertEqual(getattr(form, name)[:].ids, ids)

    def test_rights(self):
        with self.assertRaises(AccessError):
            self.env["quality.hold.wizard"].with_user(self.worker).create({})
