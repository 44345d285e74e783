"""Findings in production: reported from the order, which stands still [NC-20, NC-39]."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.quality_nonconformity.tests.common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestMrpNonconformity(NonconformityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(10, cls.lot_a)
        cls.kit = cls._product("Kit", tracking="lot")
        cls.kit_lot = cls._lots("K1", product=cls.kit)
        cls.maker = cls._user("nc_maker", "mrp.group_mrp_user")
        center = cls.env["mrp.workcenter"].create({"name": "Bench"})
        cls.production = cls.env["mrp.production"].create(
            {
                "product_id": cls.kit.id,
                "product_qty": 2,
                "move_raw_ids": [
                    Command.create({"product_id": cls.product.id, "product_uom_qty": 4})
                ],
                "workorder_ids": [
                    Command.create(
                        {
                            "name": "Pack",
                            "workcenter_id": center.id,
                            "product_uom_id": cls.kit.uom_id.id,
                        }
                    )
                ],
            }
        )
        cls.production.action_confirm()
        cls.production.action_assign()
        cls.production.lot_producing_ids = cls.kit_lot
        cls.production.qty_producing = 2
        cls.workorder = cls.production.workorder_ids

    def _finish(self):
        self.production.move_raw_ids.picked = True
        return self.production.with_user(self.maker).button_mark_done()

    def _report(self, record, product, user=None):
        """Report the product from the dialog that the record opens."""
        action = record.with_user(user or self.maker).action_report_nonconformity()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        dialog = dialog.with_user(user or self.maker)
        self.assertEqual(dialog.line_ids.product_id, self.kit | self.product)
        rows = dialog.line_ids.filtered(lambda row: row.product_id == product)
        rows.selected = True
        dialog.description = "Pouch not closed"
        return self.env["quality.nonconformity"].browse(
            dialog.action_report()["res_id"]
        )

    def test_what_is_made_and_what_is_used(self):
        source = self._report(self.production, self.kit)
        self.assertRecordValues(
            source,
            [
                {
                    "production_id": self.production.id,
                    "lot_ids": self.kit_lot.ids,
                    "quantity": 2,
                    "detection_point": "in_process",
                    "responsible": "internal",
                }
            ],
        )
        material = self._report(self.workorder, self.product)
        self.assertEqual(material.lot_ids, self.lot_a)
        self.assertEqual(material.workorder_id, self.workorder)
        self.assertEqual(self.production.nonconformity_count, 2)
        self.assertEqual(self.workorder.nonconformity_count, 1)

    def test_after_production_it_is_final(self):
        self._finish()
        self.assertEqual(self.production.state, "done")
        source = self._report(self.production, self.kit)
        self.assertEqual(source.detection_point, "final")
        source.with_user(self.inspector)._isolate()
        self.assertEqual(self._on_hand(self.quarantine, product=self.kit), 2)

    def _prefilled(self, record, user):
        """What the form opens with that the button of a record shows."""
        action = record.with_user(user).action_report_nonconformity()
        Form(
            self.env["quality.nonconformity"]
            .with_user(user)
            .with_context(**action["context"])
        )
        return {
            name.removeprefix("default_"): value
            for name, value in action["context"].items()
        }

    def test_lot_of_own_making_names_its_order(self):
        self._finish()
        for user in (self.worker, self.reporter):
            vals = self._prefilled(self.kit_lot, user)
            self.assertEqual(vals["production_id"], self.production.id)
            self.assertEqual((vals["responsible"], vals["quantity"]), ("internal", 2))
        self._receive(5, self.lot_a)
        vals = self._prefilled(self.lot_a, self.worker)
        self.assertNotIn("production_id", vals)
        self.assertEqual(vals["supplier_id"], self.supplier.id)

    def test_scrap_of_an_order_names_it(self):
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.product.id,
                "lot_id": self.lot_a.id,
                "scrap_qty": 1,
                "workorder_id": self.workorder.id,
            }
        )
        vals = self._prefilled(scrap, self.worker)
        self.assertEqual(vals["production_id"], self.production.id)
        self.assertEqual(vals["workorder_id"], self.workorder.id)
        self.assertEqual(vals["detection_point"], "in_process")
        self.assertEqual((vals["quantity"], vals["origin_ref"]), (1, "Scrap"))

    def test_stopped_order_neither_starts_nor_produces(self):
        source = self._report(self.production, self.kit)
        self.workorder.with_user(self.maker).button_start()
        self.assertEqual(self.workorder.state, "progress")
        source.with_user(self.inspector)._stop_production(self.maker)
        self.assertFalse(self.workorder.time_ids.filtered(lambda t: not t.date_end))
        self.assertIn(source.name, self.production.quality_stop)
        for step in (self.workorder.with_user(self.maker).button_start, self._finish):
            with self.assertRefused("stopped by quality", source.name):
                step()
        self.assertNotEqual(self.production.state, "done")
        self.assertEqual(self._on_hand(lot=self.lot_a), 10)
        source.with_user(self.officer)._resume_production("Jaw replaced")
        self._finish()
        self.assertEqual(self.production.state, "done")

    def test_stop_is_kept_from_nobody(self):
        """Who may not read the nonconformity is stopped, and told, all the same."""
        source = self._report(self.production, self.kit, user=self.inspector)
        source.with_user(self.inspector).confidential = True
        source.with_user(self.inspector)._stop_production(self.officer)
        self.assertFalse(
            self.env["quality.nonconformity"]
            .with_user(self.maker)
            .search([("id", "=", source.id)])
        )
        self.assertTrue(self.production.with_user(self.maker).quality_stop)
        with self.assertRaisesRegex(UserError, "stopped by quality"):
            self.workorder.with_user(self.maker).button_start()

    def test_other_orders_go_on(self):
        other = self.production.copy()
        other.action_confirm()
        source = self._report(self.production, self.kit)
        source.with_user(self.inspector)._stop_production(self.maker)
        self.assertFalse(other.quality_stop)
        other.with_user(self.maker).action_start()
        self.assertEqual(other.state, "progress")

    def test_counters_in_constant_queries(self):
        orders = self.production
        for _number in range(6):
            orders |= self.production.copy()
        for order in orders:
            self._nonconformity(
                1,
                product_id=self.loose.id,
                isolate=False,
                production_id=order.id,
            )
        self.env.flush_all()
        for subset in (orders[:2], orders):
            self.env.invalidate_all()
            self.assertEqual(set(subset.mapped("nonconformity_count")), {1})
            self.env.invalidate_all()
            with self.assertQueryCount(1):
                subset.mapped("nonconformity_count")
