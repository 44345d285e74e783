"""Reporting from another record: what is known is filled in, nobody is kept out."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestOrigin(NonconformityCommon):
    def _report(self, record, user=None, **vals):
        """Report by the form that the button opens, as the web client does."""
        action = record.with_user(user or self.worker).action_report_nonconformity()
        self.assertEqual(action["res_model"], "quality.nonconformity")
        form = Form(
            self.env["quality.nonconformity"]
            .with_user(user or self.worker)
            .with_context(**action["context"])
        )
        form.description = form.description or "Seal broken"
        for name, value in vals.items():
            form[name] = value
        return form.save()

    def _dialog(self, records, user=None):
        """The dialog that the button opens."""
        action = records.with_user(user or self.worker).action_report_nonconformity()
        self.assertEqual(action["res_model"], "quality.nonconformity.report")
        self.assertEqual(action["target"], "new")
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        return dialog.with_user(user or self.worker)

    def test_receipt(self):
        receipt = self._receive(100, self.lot_a)
        source = self._report(receipt)
        self.assertRecordValues(
            source,
            [
                {
                    "product_id": self.product.id,
                    "lot_ids": self.lot_a.ids,
                    "quantity": 100,
                    "supplier_id": self.supplier.id,
                    "purchase_id": receipt.purchase_id.id,
                    "picking_id": receipt.id,
                    "detection_point": "receipt",
                    "responsible": "supplier",
                    "origin_model": "stock.picking",
                    "origin_id": receipt.id,
                    "reporter_id": self.worker.id,
                }
            ],
        )
        self.assertEqual(receipt.nonconformity_count, 1)
        self.assertEqual(receipt.purchase_id.nonconformity_count, 1)

    def test_customer_return_and_delivery(self):
        self._put(10, self.lot_a)
        delivery = self._transfer(4)
        vals = self.env["quality.nonconformity"]._prepare_vals_from(delivery)
        self.assertEqual(vals["detection_point"], "pre_shipment")
        self.assertEqual(vals["partner_id"], self.customer.id)
        delivery.move_ids.picked = True
        delivery.button_validate()
        vals = self.env["quality.nonconformity"]._prepare_vals_from(delivery)
        self.assertEqual(vals["detection_point"], "customer_site")
        back = self._transfer(
            2,
            kind=self.warehouse.in_type_id,
            location_id=self.customers.id,
            location_dest_id=self.stock.id,
        )
        vals = self.env["quality.nonconformity"]._prepare_vals_from(back)
        self.assertEqual(vals["detection_point"], "customer_return")
        self.assertEqual(vals["partner_id"], self.customer.id)
        self.assertNotIn("supplier_id", vals)

    def test_lot_product_and_template(self):
        self._receive(30, self.lot_a)
        source = self._report(self.lot_a, user=self.reporter)
        self.assertEqual(source.supplier_id, self.supplier)
        self.assertEqual((source.quantity, source.lot_ids), (30, self.lot_a))
        self.assertEqual(self._report(self.product).product_id, self.product)
        template = self.loose.product_tmpl_id
        self.assertEqual(self._report(template).product_id, self.loose)

    def test_stock_means_exactly_these_goods(self):
        self._put(10, self.lot_a)
        self._put(7, self.lot_a, location=self.shelf)
        self._put(5, self.lot_b)
        shelf = self.env["stock.quant"].search(
            [("lot_id", "=", self.lot_a.id), ("location_id", "=", self.shelf.id)]
        )
        other = self.env["stock.quant"].search([("lot_id", "=", self.lot_b.id)])
        dialog = self._dialog(shelf | other)
        self.assertEqual(dialog.line_ids.mapped("selected"), [True, True])
        dialog.line_ids.filtered(lambda row: row.lot_id == self.lot_b).selected = False
        dialog.description = "Wet"
        source = self.env["quality.nonconformity"].browse(
            dialog.action_report_and_isolate()["res_id"]
        )
        self.assertEqual(source.line_ids.location_id, self.shelf)
        self.assertEqual(self._on_hand(self.shelf, self.lot_a), 0)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 7)
        self.assertEqual(self._on_hand(lot=self.lot_b), 5)
        self.assertEqual((shelf | other).mapped("nonconformity_count"), [1, 0])

    def test_lines_that_differ_from_the_quantity_are_refused(self):
        self._put(10, self.lot_a)
        source = self._nonconformity(
            4,
            self.lot_a,
            isolate=False,
            line_ids=[
                Command.create(
                    {
                        "lot_id": self.lot_a.id,
                        "location_id": self.stock.id,
                        "quantity": 10,
                    }
                )
            ],
        )
        with self.assertRefused("Make them agree"):
            source._isolate()
        self.assertEqual(source.state, "draft")

    def test_several_goods_are_chosen_in_the_dialog(self):
        cups = self._product("Cup", tracking="none")
        picking = self._transfer(4, confirm=False)
        picking.move_ids.copy({"product_id": cups.id, "product_uom_qty": 6})
        dialog = self._dialog(picking)
        self.assertEqual(dialog.line_ids.product_id, self.product | cups)
        with self.assertRaisesRegex(UserError, "Tick the goods"):
            dialog.action_report()
        dialog.line_ids.selected = True
        with self.assertRaisesRegex(UserError, "what was found"):
            dialog.action_report()
        dialog.description = "Crushed"
        found = self.env["quality.nonconformity"].search(
            dialog.action_report()["domain"]
        )
        self.assertEqual(
            {record.product_id: record.quantity for record in found},
            {self.product: 4, cups: 6},
        )
        self.assertEqual(found.picking_id, picking)
        self.assertEqual(picking.nonconformity_count, 2)

    def test_received_goods_put_away_since(self):
        """What the dialog offers of a receipt is found where it is by now."""
        receipt = self._receive(10, self.lot_a)
        receipt.move_ids.copy({"picking_id": receipt.id, "product_id": self.loose.id})
        self._put(-10, self.lot_a)
        self._put(10, self.lot_a, location=self.shelf)
        dialog = self._dialog(receipt)
        dialog.line_ids.filtered("lot_id").selected = True
        dialog.description = "Wet"
        dialog.action_report_and_isolate()
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 10)
        self.assertEqual(self._on_hand(self.shelf, self.lot_a), 0)

    def test_other_units(self):
        self.loose.uom_id = self.env.ref("uom.product_uom_unit")
        dozen = self.env.ref("uom.product_uom_dozen")
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.loose.id, "scrap_qty": 2, "product_uom_id": dozen.id}
        )
        source = self._report(scrap)
        self.assertEqual((source.quantity, source.uom_id), (24, self.loose.uom_id))
        self.assertEqual(scrap.nonconformity_count, 1)

    def test_purchase_order_before_its_receipt(self):
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "order_line": [
                    Command.create({"product_id": self.loose.id, "product_qty": 9})
                ],
            }
        )
        vals = self.env["quality.nonconformity"]._prepare_vals_from(order)
        self.assertEqual((vals["product_id"], vals["quantity"]), (self.loose.id, 9))
        self.assertEqual(vals["supplier_id"], self.supplier.id)

    def test_who_may_not_read_the_record_may_not_report_from_it(self):
        picking = self._transfer(4, confirm=False)
        with self.assertRaises(AccessError):
            picking.with_user(self.reporter).action_report_nonconformity()
        with self.assertRaises(AccessError):
            self.env["quality.nonconformity"].with_user(
                self.reporter
            )._prepare_vals_from(picking)

    def test_scan(self):
        self._put(10, self.lot_a)
        Report = self.env["quality.nonconformity.report"].with_user(self.reporter)
        dialog = Report.browse(Report._open()["res_id"])
        with Form(dialog) as form:
            form.scan = "A"
            self.assertFalse(form.scan_error)
            form.scan = "no such label"
            self.assertIn("no lot", form.scan_error)
            form.description = "Found on the floor"
        source = self.env["quality.nonconformity"].browse(
            dialog.action_report()["res_id"]
        )
        self.assertEqual(source.lot_ids, self.lot_a)
        self.assertEqual(source.reporter_id, self.reporter)
